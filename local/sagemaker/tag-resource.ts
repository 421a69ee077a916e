import { z } from 'zod';
import type { Facts } from '../plane.ts';
import { invalid } from './invalid.ts';

/** A job or a model. */
export type Tagged = { readonly arn: string; readonly tags: Map<string, string> };

const Tagging = z.object({
  ResourceArn: z.string(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  TagKeys: z.array(z.string()).default([]),
});

export const TAG_ACTIONS: readonly string[] = ['AddTags', 'ListTags', 'DeleteTags'];

/** AddTags, ListTags and DeleteTags. */
export function tagResource({ arn, tags }: Tagged, action: string, input: Facts): Facts {
  const { Tags, TagKeys } = Tagging.parse(input);
  if (action === 'AddTags') {
    const all = new Set([...tags.keys(), ...Tags.map(({ Key }) => Key)]);
    if (all.size > 50) throw invalid(`The resource ${arn} would have ${all.size} tags; at most 50 are allowed.`);
    for (const { Key, Value } of Tags) tags.set(Key, Value);
  }
  if (action === 'DeleteTags') for (const key of TagKeys) tags.delete(key);
  return action === 'DeleteTags' ? {} : { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}
