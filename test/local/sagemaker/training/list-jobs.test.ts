import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Facts } from '../../../../local/plane.ts';
import { listJobs } from '../../../../local/sagemaker/training/list-jobs.ts';
import { TrainingJob } from '../../../../local/sagemaker/training/training-job.ts';

function jobNamed(TrainingJobName: string): TrainingJob {
  const request = {
    TrainingJobName,
    RoleArn: 'role',
    AlgorithmSpecification: { TrainingImage: 'image', TrainingInputMode: 'File' },
    OutputDataConfig: { S3OutputPath: 's3://b/jobs' },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
  };
  return new TrainingJob(request, `arn:${TrainingJobName}`, () => undefined);
}

const jobs = ['abalone-2', 'wine-1', 'abalone-1'].map(jobNamed);
jobs[1]?.end('Completed', 'Training job completed');
const Answer = z.object({ TrainingJobSummaries: z.array(z.object({ TrainingJobName: z.string() })), NextToken: z.string().optional() });
const list = (input: Facts) => Answer.parse(listJobs(jobs, input));
const names = (input: Facts) => list(input).TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName);

describe('listJobs', () => {
  it.each<{ by: string; input: Facts; found: string[] }>([
    { by: 'creation, the oldest first', input: {}, found: ['abalone-2', 'wine-1', 'abalone-1'] },
    { by: 'name', input: { SortBy: 'Name' }, found: ['abalone-1', 'abalone-2', 'wine-1'] },
    { by: 'name, turned round', input: { SortBy: 'Name', SortOrder: 'Descending' }, found: ['wine-1', 'abalone-2', 'abalone-1'] },
    { by: 'status', input: { SortBy: 'Status' }, found: ['wine-1', 'abalone-2', 'abalone-1'] },
  ])('sorts by $by', ({ input, found }) => {
    expect(names(input)).toEqual(found);
  });

  it.each<{ by: string; input: Facts; found: string[] }>([
    { by: 'a part of the name', input: { NameContains: 'abalone' }, found: ['abalone-2', 'abalone-1'] },
    { by: 'status', input: { StatusEquals: 'Completed' }, found: ['wine-1'] },
    { by: 'time in seconds', input: { CreationTimeAfter: Date.now() / 1000 + 60 }, found: [] },
    { by: 'time as text', input: { LastModifiedTimeBefore: '2020-01-01T00:00:00Z' }, found: [] },
    { by: 'both ends of the time', input: { CreationTimeAfter: 0, CreationTimeBefore: Date.now() / 1000 + 60, NameContains: 'wine' }, found: ['wine-1'] },
    { by: 'a warm pool, which none has', input: { WarmPoolStatusEquals: 'Available' }, found: [] },
  ])('filters by $by', ({ input, found }) => {
    expect(names(input)).toEqual(found);
  });

  it('gives pages that together are the whole list', () => {
    const first = list({ MaxResults: 2, SortBy: 'Name' });
    const second = list({ MaxResults: 2, SortBy: 'Name', NextToken: first.NextToken });

    expect([...first.TrainingJobSummaries, ...second.TrainingJobSummaries].map(({ TrainingJobName }) => TrainingJobName)).toEqual(names({ SortBy: 'Name' }));
    expect(second.NextToken).toBeUndefined();
  });

  it('refuses a token that it never gave', () => {
    expect(() => list({ NextToken: 'bm9ib2R5' })).toThrow('The pagination token is not valid for this request.');
  });
});
