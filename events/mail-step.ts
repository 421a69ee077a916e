import * as z from 'zod/mini';
import { BatchStep } from './batch-step.ts';
import { RunStep } from './run-step.ts';

/** The states that send mails are alike in both state machines. */
export const MailStep = z.union([RunStep, BatchStep]);
export type MailStep = z.infer<typeof MailStep>;
