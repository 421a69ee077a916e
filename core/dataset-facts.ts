import { findingsOf } from './dataset-findings.ts';
import type { ProjectDefinition } from './project.ts';
import type { Prepared } from './quality/prepared.ts';
import type { Dataset, ObjectVersion } from './records.ts';
import { sha256 } from './sha256.ts';

/** What the record says of the data: which versions, their hashes, how many rows, and whether it is only a stand-in. */
export function datasetFrom(objects: readonly ObjectVersion[], prepared: Prepared, data: Pick<ProjectDefinition['data'], 'header'>): Dataset {
  const { sources, rows, badRows } = prepared;
  const findings = findingsOf(prepared, data);
  const read = objects.map((object, index) => {
    const source = sources[index];
    return source ? { ...object, sha256: source.sha256, rows: source.rows, badRows: source.badRows } : object;
  });
  const standIn = objects.some(({ origin = '' }) => /stand-in/i.test(origin));
  return { objects: read, sha256: hashOf(read), rows, badRows, ...(findings.length > 0 && { findings: [...findings] }), ...(standIn && { standIn }) };
}

/** One object: the hash that `sha256sum` prints of the file. Several: the hash of what it prints of all of them. */
function hashOf(objects: readonly ObjectVersion[]): string {
  const [first, ...others] = objects;
  if (first?.sha256 !== undefined && others.length === 0) return first.sha256;
  const lines = objects.map(({ sha256 = '', key }) => `${sha256}  ${key}\n`);
  return sha256(lines.join(''));
}
