import { nameScoring } from './batch-name.ts';
import type { BatchRecord } from './records.ts';

/** Where an attempt at a scoring keeps what it makes, in the artifacts bucket: no rule listens there. */
export function batchKey({ project, batch, attempt }: Pick<BatchRecord, 'project' | 'batch' | 'attempt'>, name: string): string {
  return `${project}/batches-scored/${batch}/${attempt}/${name}`;
}

/** What is sent. SageMaker names its answer after it. */
export const CLEAN = 'clean.csv';

/** The source line of each record that is sent. */
export const LINES = 'lines.csv';

/** A second job of an attempt has another name, and so another folder. */
export const nameTransform = (scoring: Pick<BatchRecord, 'batch' | 'attempt'>, number: number): string => `${nameScoring(scoring)}-j${number}`;

export const transformFolder = (record: BatchRecord, job: string): string => batchKey(record, `${job}/`);
