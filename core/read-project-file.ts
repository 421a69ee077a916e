import { Buffer } from 'node:buffer';
import { LineCounter, parseDocument } from 'yaml';
import { describeIssues } from './describe-issues.ts';
import { findContradictions } from './find-contradictions.ts';
import { ProjectDefinition } from './project.ts';
import { type Place, placeIn } from './yaml-places.ts';

/** What is wrong with a project.yml, where it stands (lines and columns count from 1), and what to write instead. */
export type Problem = { readonly line: number; readonly column: number; readonly path: string; readonly message: string };

/** A problem of the value, before its place in the text is known. `at: 'key'` points at the member's name, not at its value. */
export type Finding = { readonly path: readonly (string | number)[]; readonly at?: 'key'; readonly message: string };

export type ProjectRead = { readonly definition: ProjectDefinition } | { readonly problems: readonly Problem[] };

const LONGEST_FILE = 200_000;
/** In bytes of JSON: it is kept in the project's record and in that of each run, and a record holds 400 KB. */
const LARGEST_DEFINITION = 120_000;

/** Reads project.yml and names every problem at once, so that a file is not mended one line per upload. */
export function readProjectFile(text: string, folder: string): ProjectRead {
  if (text.length > LONGEST_FILE)
    return { problems: [atStart(`is longer than ${LONGEST_FILE} characters; a project.yml describes columns and settings, it holds no data`)] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return {
      problems: document.errors.map((error) => ({ ...startOf(lines, error.pos[0]), path: '', message: `is no valid YAML: ${firstSentence(error.message)}` })),
    };
  const value = contentOf(document);
  if ('problem' in value) return { problems: [atStart(value.problem)] };
  const parsed = ProjectDefinition.safeParse(value.given);
  if (parsed.success && Buffer.byteLength(JSON.stringify(parsed.data)) > LARGEST_DEFINITION)
    return {
      problems: [atStart(`says more than the ${LARGEST_DEFINITION} bytes that a record keeps of it; name fewer columns or fewer values of categories`)],
    };
  const findings = parsed.success ? findContradictions(parsed.data, folder) : describeIssues(parsed.error.issues, value.given);
  if (parsed.success && findings.length === 0) return { definition: parsed.data };
  return {
    problems: findings.map((finding) => ({ ...placeIn(document, lines, finding), path: inWords(finding.path), message: finding.message })).sort(byPlace),
  };
}

function contentOf(document: ReturnType<typeof parseDocument>): { readonly given: unknown } | { readonly problem: string } {
  try {
    const given: unknown = document.toJS({ maxAliasCount: 20 });
    return given === null || given === undefined ? { problem: 'is empty; begin with "project: <name>" (projects/README.md shows a whole file)' } : { given };
  } catch {
    return { problem: 'uses an alias (*name) that is not defined or repeats too often; write the value out' };
  }
}

const atStart = (message: string): Problem => ({ line: 1, column: 1, path: '', message });
const firstSentence = (message: string) =>
  message
    .split('\n', 1)
    .join('')
    .replace(/; please use .*$|:$/, '');
const byPlace = (one: Place, other: Place) => one.line - other.line || one.column - other.column;

function startOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** `data.columns[2].type`, as a reader of the file would say it. */
const inWords = (path: Finding['path']) =>
  path.reduce<string>((words, part) => (typeof part === 'number' ? `${words}[${part}]` : words === '' ? part : `${words}.${part}`), '');
