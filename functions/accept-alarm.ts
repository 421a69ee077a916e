import * as z from 'zod/mini';
import { cloudWatchAlarms } from '../adapters/alarms.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { stepFunctionsExecutions } from '../adapters/executions.ts';
import { randomIds as ids } from '../adapters/ids.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { acceptAlarm } from '../core/accept-alarm.ts';
import { AlarmRaised } from '../events/alarm-raised.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, TRAIN_MODEL_ARN, MAIL_FROM, STAGE_NAME } = environment(
  z.object({ RECORDS_TABLE: setting, TRAIN_MODEL_ARN: setting, MAIL_FROM: setting, STAGE_NAME: setting }),
);
const executions = stepFunctionsExecutions(TRAIN_MODEL_ARN);
const services = { clock, ids, executions, records: dynamoRecords(RECORDS_TABLE), mails: sesMails(MAIL_FROM), alarms: cloudWatchAlarms(STAGE_NAME) };

/** An alarm of a project went off: asks for a run, once, and opens it if the governor lets it. */
export const handler = door('alarm taken', AlarmRaised, (raised) => acceptAlarm(raised, STAGE_NAME, services));
