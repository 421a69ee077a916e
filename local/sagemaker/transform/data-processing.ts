import { cellsOf } from './csv-row.ts';
import { ObjectFailure } from './object-failure.ts';
import { readRowFilter } from './row-filter.ts';
import type { TransformRequest } from './transform-request.ts';

/** What happens to records before the model sees them, and to its answers afterwards. */
export type DataProcessing = {
  /** The record that the model sees; both with their newlines. */
  readonly filter: (record: Buffer) => Buffer;
  /** The records are needed again, whole, to be joined to the answer. */
  readonly joins: boolean;
  /** What is kept of an answer, joined to its records where that is asked for. */
  readonly result: (answer: Buffer, records: readonly Buffer[]) => Buffer;
};

/** Cells keep their bytes: only commas, quotes and newlines mean anything here. */
const BYTES = 'latin1';

export function dataProcessingOf({ DataProcessing: { InputFilter = '$', OutputFilter = '$', JoinSource } = {} }: TransformRequest): DataProcessing {
  const joins = JoinSource === 'Input';
  return {
    filter: (record) => (InputFilter === '$' ? record : onText(record, (text) => filtered(bare(text), InputFilter) + text.slice(bare(text).length))),
    joins,
    result: (answer, records) => {
      if (!joins && OutputFilter === '$') return answer;
      const lines = joins ? joined(linesIn(answer), records) : linesIn(answer);
      return Buffer.from(lines.map((line) => filtered(line, OutputFilter)).join('\n'), BYTES);
    },
  };
}

function joined(answers: readonly string[], records: readonly Buffer[]): readonly string[] {
  if (answers.length !== records.length)
    throw new ObjectFailure('ClientError', `Fail to join data: mismatched line count between the input (${records.length}) and the output (${answers.length})`);
  return records.map((record, index) => `${bare(record.toString(BYTES))},${answers[index]}`);
}

function filtered(line: string, path: string): string {
  if (path === '$') return line;
  const cells = cellsOf(line);
  if (cells === undefined) throw new ObjectFailure('ClientError', 'Failed to parse a record as CSV: a quote is never closed');
  const kept = readRowFilter(path)?.(cells) ?? [];
  if (kept.includes(undefined))
    throw new ObjectFailure('ClientError', `Failed to filter data: ${path} names a column that a row of ${cells.length} does not have`);
  return kept.join(',');
}

/** An answer may end in a newline or not. */
function linesIn(answer: Buffer): readonly string[] {
  const text = bare(answer.toString(BYTES));
  return text === '' ? [] : text.split('\n').map(bare);
}

const bare = (text: string) => text.replace(/\r?\n?$/, '');
const onText = (bytes: Buffer, change: (text: string) => string) => Buffer.from(change(bytes.toString(BYTES)), BYTES);
