import type { TransformJobEnded } from '../events/transform-job-ended.ts';
import { answerTransform, type TransformAnswer } from './answer-transform.ts';
import type { Services } from './ports.ts';

/** SageMaker says that a transform job is over. Its word only names the job: what counts is what it answers when asked. */
export function onTransformEnded(
  { detail }: TransformJobEnded,
  services: Pick<Services, 'records' | 'clock' | 'transforms' | 'tokens'>,
): Promise<TransformAnswer> {
  return answerTransform(detail.TransformJobName, services);
}
