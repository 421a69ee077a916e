import { z } from 'zod';
import type { Facts } from './plane.ts';

const Tags = z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) });
const TagKeys = z.object({ TagKeys: z.array(z.string()) });

export type TagMap = ReadonlyMap<string, string>;

export function tagsIn(input: Facts): TagMap {
  return new Map(Tags.parse(input).Tags.map(({ Key, Value }) => [Key, Value]));
}

/** The tags that are left when those are gone that a call names. */
export function withoutTagsIn(input: Facts, tags: TagMap): TagMap {
  const gone = TagKeys.parse(input).TagKeys;
  return new Map([...tags].filter(([key]) => !gone.includes(key)));
}

/** Tags as answers list them. */
export function tagList(tags: TagMap): readonly Facts[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
