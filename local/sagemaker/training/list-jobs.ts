import type { Facts } from '../../plane.ts';
import { listPage } from '../list-page.ts';
import { summarizeJob } from './describe-job.ts';
import type { TrainingJob } from './training-job.ts';

/** ListTrainingJobs. No job here keeps a warm pool or has a training plan. */
export function listJobs(jobs: readonly TrainingJob[], input: Facts): Facts {
  const isForNone = input['WarmPoolStatusEquals'] !== undefined || input['TrainingPlanArnEquals'] !== undefined;
  return listPage(isForNone ? [] : jobs, input, { member: 'TrainingJobSummaries', summarize: summarizeJob, order: 'Ascending' });
}
