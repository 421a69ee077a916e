import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { stepFunctionsScorings } from '../adapters/executions.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { sagemakerRegistry } from '../adapters/registry.ts';
import { onModelJudged } from '../core/on-model-judged.ts';
import { ModelJudged } from '../events/model-judged.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, MODEL_GROUP_PREFIX, SCORE_BATCH_ARN, MAIL_FROM } = environment(
  z.object({ RECORDS_TABLE: setting, MODEL_GROUP_PREFIX: setting, SCORE_BATCH_ARN: setting, MAIL_FROM: setting }),
);
const scorings = stepFunctionsScorings(SCORE_BATCH_ARN);
const services = { clock, scorings, records: dynamoRecords(RECORDS_TABLE), registry: sagemakerRegistry(), mails: sesMails(MAIL_FROM) };

/** A version was made, approved or rejected in the Model Registry: settles which model reigns. */
export const handler = door('judged model looked after', ModelJudged, (event) => onModelJudged(event, { groupPrefix: MODEL_GROUP_PREFIX }, services));
