import { expect } from '@jest/globals';
import { recordsOf } from '../../cli/stories.ts';
import { readProjectRecord } from '../../core/read-record.ts';
import { keys } from '../../core/records.ts';
import type { Laptop } from './laptop.ts';

/** No run of the project is active, and nothing waits for one. */
export async function expectNothingLeft({ target }: Laptop, project: string): Promise<void> {
  const records = recordsOf(target);
  expect((await readProjectRecord(project, { records })).active).toBeUndefined();
  expect(await records.query(keys.project(project).pk, 'WAITING#')).toEqual([]);
}
