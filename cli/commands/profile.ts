import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import type { ProjectDefinition } from '../../core/project.ts';
import { compareProfiles } from '../../core/quality/drift/compare-profiles.ts';
import type { DriftReport } from '../../core/quality/drift/drift-report.ts';
import type { ProfiledData } from '../../core/quality/drift/measured.ts';
import { DEFAULT_MONITORING } from '../../core/quality/drift/monitoring.ts';
import { setAsideByColumn } from '../../core/quality/drift/read-baseline.ts';
import { violationsOf } from '../../core/quality/drift/violations.ts';
import { plainPercent } from '../../core/quality/drift/wording.ts';
import { DatasetUnreadableError } from '../../core/quality/errors.ts';
import { prepareCsv } from '../../core/quality/prepare.ts';
import type { Prepared, Source } from '../../core/quality/prepared.ts';
import { profileCsv } from '../../core/quality/profile.ts';
import { qualityReport } from '../../core/quality/report/quality-report.ts';
import type { ReportSubject } from '../../core/quality/report/report-subject.ts';
import { setAsideGroups } from '../../core/quality/report/set-aside-groups.ts';
import { readProjectFile } from '../../core/read-project-file.ts';
import { readBaselineFolder } from '../baseline-folder.ts';
import { CommandError } from '../command-error.ts';
import { filePieces } from '../file-pieces.ts';
import { answer } from '../print.ts';
import { root } from '../target.ts';

type Options = {
  readonly out: string;
  readonly against?: string;
  readonly project?: string;
  readonly header?: 'none' | 'present' | 'auto';
  readonly json?: boolean;
};
type Read = Omit<Prepared, 'sources' | 'cleanSha256'> & { readonly source: Prepared['sources'][number] };

/** Exit status of a batch that has drifted; 0 says that it has not, 1 that something went wrong. */
const DRIFTED = 2;

/** `nacre profile FILE --out DIR [--against DIR] [--project P]`: what a CSV holds, and whether it has drifted from a baseline. Needs no cloud. */
export async function profile(file: string, options: Options): Promise<void> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new CommandError(`There is no file ${file}.`);
  if (options.against !== undefined && resolve(options.against) === resolve(options.out))
    throw new CommandError('--out would overwrite the baseline of --against; name another folder.');
  const baseline = options.against === undefined ? undefined : readBaselineFolder(options.against);
  const definition = options.project === undefined ? undefined : projectOf(options.project);
  const read = await readFile(file, definition, options.header);
  if (baseline && !haveColumnsInCommon(baseline, read))
    throw new CommandError(`${file} and the baseline have no column in common; profile both with --project, or both without.`);
  const drift = baseline && compareProfiles(baseline, profiledData(read), definition?.monitoring?.drift ?? DEFAULT_MONITORING);
  const comparison = baseline && drift && { origin: { folder: options.against ?? '' }, baseline, drift };
  const report = qualityReport({ ...subjectOf(file, read), ...(options.project && { project: options.project }), ...(comparison && { comparison }) });
  const written = write(options.out, read, report, drift);
  if (drift?.drifted) process.exitCode = DRIFTED;
  const { source, rows, badRows, setAsideReasons } = read;
  answer(options.json, { source, rows, badRows, setAsideReasons, written, ...(drift && { drift }) }, () => inWords(read, written, drift));
}

function projectOf(name: string): ProjectDefinition {
  const path = join(root, 'projects', name, 'project.yml');
  if (!existsSync(path)) throw new CommandError(`There is no ${path}; name a folder of projects/.`);
  const project = readProjectFile(readFileSync(path, 'utf8'), name);
  if ('definition' in project) return project.definition;
  throw new CommandError(project.problems.map(({ line, path: member, message }) => `${path}:${line}: ${member} ${message}`).join('\n'));
}

async function readFile(file: string, definition: ProjectDefinition | undefined, header: Options['header']): Promise<Read> {
  const opened: Source = { name: file, open: async () => filePieces(file) };
  try {
    if (definition === undefined) return withCounts(await profileCsv(opened, header === undefined ? {} : { header }));
    const { columns, target } = definition.data;
    const prepared = await prepareCsv([opened], { columns, target, header: header ?? definition.data.header }, nowhere());
    const [source] = prepared.sources;
    if (source === undefined) throw new CommandError(`Nothing was read of ${file}.`);
    return { ...prepared, source };
  } catch (error) {
    if (error instanceof DatasetUnreadableError) throw new CommandError(error.message);
    throw error;
  }
}

const withCounts = (profiled: Awaited<ReturnType<typeof profileCsv>>): Read => ({ ...profiled, rows: profiled.source.rows, badRows: profiled.source.badRows });

function haveColumnsInCommon(baseline: ProfiledData, { profile: columns }: Read): boolean {
  const names = new Set(columns.map(({ name }) => name));
  return baseline.columns.some(({ name }) => names.has(name));
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

function profiledData({ profile: columns, statistics, setAside, badRows }: Read): ProfiledData {
  const aside = setAsideByColumn({ badRows, rows: setAside.map(({ column, reason }) => ({ column, reason })) });
  return { rows: statistics.dataset.item_count, columns, setAside: aside };
}

function subjectOf(file: string, read: Read): ReportSubject {
  const { sha256, encoding, delimiter, header } = read.source;
  return {
    generatedAt: new Date().toISOString(),
    looked: { key: file, version: `sha256 ${sha256}`, rows: read.rows, setAside: setAsideGroups(read) },
    batch: profiledData(read),
    findings: [
      `Read as ${encoding} with ${delimiter === '\t' ? 'tabs' : `"${delimiter}"`} between the cells; the first line ${header ? 'names the columns' : 'is data'}.`,
    ],
  };
}

/** Writes what is known, and removes what an earlier call may have left and this one does not say. */
function write(
  folder: string,
  { statistics, constraints, profile: columns, badRows, setAside, setAsideReasons }: Read,
  report: string,
  drift?: DriftReport,
): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const json = (content: unknown) => (content === undefined ? undefined : `${JSON.stringify(content, null, 1)}\n`);
  const files = {
    'report.html': report,
    'statistics.json': json(statistics),
    'constraints.json': json(constraints),
    'profile.json': json(columns),
    'set-aside.json': json(badRows > 0 ? { badRows, reasons: setAsideReasons, rows: setAside } : undefined),
    'constraint_violations.json': json(drift && violationsOf(drift)),
    'drift.json': json(drift),
  };
  return Object.entries(files).flatMap(([name, content]) => {
    const path = join(folder, name);
    if (content === undefined) rmSync(path, { force: true });
    else writeFileSync(path, content);
    return content === undefined ? [] : [path];
  });
}

function inWords({ rows, badRows, profile: columns }: Read, written: readonly string[], drift?: DriftReport): string {
  const counts = `${rows} rows, ${columns.length} columns${badRows > 0 ? `, ${badRows} rows set aside` : ''}`;
  if (drift === undefined) return [counts, ...written].join('\n');
  const verdict = drift.drifted
    ? `DRIFTED: ${drift.alarms.length} alarms`
    : `not drifted (${drift.testsCounted} tests, at most ${plainPercent(drift.falseAlarmsAtMost)} false alarms)`;
  const lines = [...drift.alarms.map(({ sentence }) => `  alarm    ${sentence}`), ...drift.warnings.map(({ sentence }) => `  warning  ${sentence}`)];
  return [counts, verdict, ...lines, ...drift.notCompared.map(({ reason }) => `  skipped  ${reason}`), ...written].join('\n');
}
