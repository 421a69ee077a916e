import type { ExecutionEnded } from '../events/execution-ended.ts';
import { parseScoringName } from './batch-name.ts';
import { type BrokenScoring, endBrokenScoring } from './end-broken-scoring.ts';
import { endIfOver, type LookedAt } from './end-if-over.ts';

type Needed = Parameters<typeof endIfOver>[2] & Parameters<typeof endBrokenScoring>[2];

/** Step Functions says that the execution of a run or of a scoring is over. Its word only names the execution: what counts is what it answers when asked. */
export async function onExecutionEnded({ detail }: ExecutionEnded, groupPrefix: string, services: Needed): Promise<LookedAt | BrokenScoring> {
  const { executionArn } = detail;
  const scoring = parseScoringName(executionArn.slice(executionArn.lastIndexOf(':') + 1));
  return scoring ? endBrokenScoring(scoring, await services.executions.describe(executionArn), services) : endIfOver(executionArn, groupPrefix, services);
}
