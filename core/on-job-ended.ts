import type { TrainingJobEnded } from '../events/training-job-ended.ts';
import { answerJob, type JobAnswer } from './answer-job.ts';
import type { Services } from './ports.ts';

/** SageMaker says that a job is over. Its word only names the job: what counts is what it answers when asked. */
export function onJobEnded({ detail }: TrainingJobEnded, services: Pick<Services, 'records' | 'clock' | 'jobs' | 'tokens'>): Promise<JobAnswer> {
  return answerJob(detail.TrainingJobName, services);
}
