import { z } from 'zod';
import type { Facts } from '../plane.ts';
import { invalid } from './check-request.ts';
import type { TrainingJob } from './training-job.ts';

const Tagging = z.object({
  ResourceArn: z.string(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  TagKeys: z.array(z.string()).default([]),
});

/** AddTags, ListTags and DeleteTags for a training job. */
export function tagJob(job: TrainingJob, action: string, input: Facts): Facts {
  const { Tags, TagKeys } = Tagging.parse(input);
  if (action === 'AddTags') {
    const all = new Set([...job.tags.keys(), ...Tags.map(({ Key }) => Key)]);
    if (all.size > 50) throw invalid(`The resource ${job.arn} would have ${all.size} tags; at most 50 are allowed.`);
    for (const { Key, Value } of Tags) job.tags.set(Key, Value);
  }
  if (action === 'DeleteTags') for (const key of TagKeys) job.tags.delete(key);
  return action === 'DeleteTags' ? {} : { Tags: [...job.tags].map(([Key, Value]) => ({ Key, Value })) };
}
