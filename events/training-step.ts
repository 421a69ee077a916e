import * as z from 'zod/mini';
import { RunStep } from './run-step.ts';

/** State StartTraining also gives the token that onJobEnded must answer. Whoever holds it can end the state: it is never logged. */
export const TrainingStep = z.extend(RunStep, { token: z.string().check(z.minLength(1)) });
export type TrainingStep = z.infer<typeof TrainingStep>;
