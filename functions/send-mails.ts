import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Links } from '../adapters/links.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { nameScoring } from '../core/batch-name.ts';
import { sendMails } from '../core/send-mails.ts';
import { MailStep } from '../events/mail-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const Settings = z.object({ RECORDS_TABLE: setting, ARTIFACTS_BUCKET: setting, MAIL_FROM: setting });
const { RECORDS_TABLE, ARTIFACTS_BUCKET, MAIL_FROM } = environment(Settings);
const services = { clock, records: dynamoRecords(RECORDS_TABLE), mails: sesMails(MAIL_FROM), links: s3Links(ARTIFACTS_BUCKET) };

/** States SendMails and SendFailureMails: sends what the outbox holds for the run or the scoring; its outcome stands already. */
export const handler = door('mails sent', MailStep, (step) => sendMails('run' in step ? step.run : nameScoring(step), services));
