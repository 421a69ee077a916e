import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { stepFunctionsExecutions } from '../adapters/executions.ts';
import { randomIds as ids } from '../adapters/ids.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { acceptSchedule } from '../core/accept-schedule.ts';
import { ScheduleDue } from '../events/schedule-due.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, TRAIN_MODEL_ARN, MAIL_FROM } = environment(z.object({ RECORDS_TABLE: setting, TRAIN_MODEL_ARN: setting, MAIL_FROM: setting }));
const services = { clock, ids, records: dynamoRecords(RECORDS_TABLE), executions: stepFunctionsExecutions(TRAIN_MODEL_ARN), mails: sesMails(MAIL_FROM) };

/** EventBridge Scheduler says that a project's schedule is due: asks for a run, once for each time. */
export const handler = door('due schedule taken', ScheduleDue, (due) => acceptSchedule(due, services));
