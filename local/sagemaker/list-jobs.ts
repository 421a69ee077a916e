import { z } from 'zod';
import type { Facts } from '../plane.ts';
import { invalid } from './check-request.ts';
import { summarizeJob } from './describe-job.ts';
import type { TrainingJob } from './training-job.ts';

/** Clients send seconds since 1970; JSON tools may send ISO times. */
const Time = z.union([z.number().transform((seconds) => seconds * 1000), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))]);

const ListRequest = z.object({
  MaxResults: z.number().default(10),
  NextToken: z.string().optional(),
  NameContains: z.string().optional(),
  StatusEquals: z.string().optional(),
  CreationTimeAfter: Time.optional(),
  CreationTimeBefore: Time.optional(),
  LastModifiedTimeAfter: Time.optional(),
  LastModifiedTimeBefore: Time.optional(),
  SortBy: z.enum(['Name', 'CreationTime', 'Status']).default('CreationTime'),
  SortOrder: z.enum(['Ascending', 'Descending']).default('Ascending'),
  WarmPoolStatusEquals: z.string().optional(),
  TrainingPlanArnEquals: z.string().optional(),
});
type ListRequest = z.infer<typeof ListRequest>;

/** ListTrainingJobs: filtered, sorted, a page at a time. The token names the last job told, so that new jobs shift no page. */
export function listJobs(jobs: readonly TrainingJob[], input: Facts): Facts {
  const read = ListRequest.safeParse(input);
  if (!read.success) throw invalid(`Invalid ListTrainingJobs request: ${z.prettifyError(read.error)}`);
  const request = read.data;
  const sorted = jobs.filter((job) => isAskedFor(job, request)).sort(orderOf(request));
  const start = request.NextToken === undefined ? 0 : positionAfter(sorted, request.NextToken);
  const page = sorted.slice(start, start + request.MaxResults);
  const last = page.at(-1);
  const more = last !== undefined && start + page.length < sorted.length;
  return { TrainingJobSummaries: page.map(summarizeJob), ...(more ? { NextToken: Buffer.from(last.name).toString('base64url') } : {}) };
}

/** No job here keeps a warm pool or has a training plan. */
function isAskedFor(job: TrainingJob, request: ListRequest): boolean {
  const [created, modified] = [job.createdAt.getTime(), job.modifiedAt.getTime()];
  return (
    request.WarmPoolStatusEquals === undefined &&
    request.TrainingPlanArnEquals === undefined &&
    job.name.includes(request.NameContains ?? '') &&
    job.status === (request.StatusEquals ?? job.status) &&
    created >= (request.CreationTimeAfter ?? created) &&
    created <= (request.CreationTimeBefore ?? created) &&
    modified >= (request.LastModifiedTimeAfter ?? modified) &&
    modified <= (request.LastModifiedTimeBefore ?? modified)
  );
}

/** Jobs come in the order of their creation, and sorting keeps it among equals. */
function orderOf({ SortBy, SortOrder }: ListRequest): (a: TrainingJob, b: TrainingJob) => number {
  const key = (job: TrainingJob) => (SortBy === 'Name' ? job.name : SortBy === 'Status' ? job.status : job.createdAt.getTime());
  const direction = SortOrder === 'Ascending' ? 1 : -1;
  return (a, b) => direction * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

function positionAfter(jobs: readonly TrainingJob[], token: string): number {
  const name = Buffer.from(token, 'base64url').toString();
  const found = jobs.findIndex((job) => job.name === name);
  if (found < 0) throw invalid('The pagination token is not valid for this request.');
  return found + 1;
}
