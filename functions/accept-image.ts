import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { stepFunctionsExecutions } from '../adapters/executions.ts';
import { randomIds as ids } from '../adapters/ids.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { acceptImage } from '../core/accept-image.ts';
import { ImagePushed } from '../events/image-pushed.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, TRAIN_MODEL_ARN, MAIL_FROM } = environment(z.object({ RECORDS_TABLE: setting, TRAIN_MODEL_ARN: setting, MAIL_FROM: setting }));
const services = { clock, ids, records: dynamoRecords(RECORDS_TABLE), executions: stepFunctionsExecutions(TRAIN_MODEL_ARN), mails: sesMails(MAIL_FROM) };

/** A training image was pushed to ECR: asks for a run of every project that is trained with it. */
export const handler = door('pushed image taken', ImagePushed, (push) => acceptImage(push, services));
