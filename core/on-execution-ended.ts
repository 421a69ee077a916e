import type { ExecutionEnded } from '../events/execution-ended.ts';
import { endIfOver, type LookedAt } from './end-if-over.ts';

/** Step Functions says that an execution is over. Its word only names the execution: what counts is what it answers when asked. */
export function onExecutionEnded({ detail }: ExecutionEnded, groupPrefix: string, services: Parameters<typeof endIfOver>[2]): Promise<LookedAt> {
  return endIfOver(detail.executionArn, groupPrefix, services);
}
