import { type ObjectVersion, RequestRecord, RunRecord } from '../../../core/records.ts';
import type { Played } from './storm.ts';

const RUNS_A_PROJECT = 2;
const WRITES_A_SECOND = 500;

/** What a storm came to, as figures. Times are virtual seconds; `trainedAfter` is when the newest data of every project had been trained. */
export type Figures = ReturnType<typeof figuresOf>;

/** What went wrong, in words; nothing where every project's newest data were trained in at most two runs and no upload was lost. */
export function judgeStorm(played: Played): { readonly figures: Figures; readonly violations: readonly string[] } {
  const { account, uploads } = played;
  const { items, runs, requests } = recordsOf(played);
  const newest = newestOf(uploads);
  const asked = new Set(requests.map(({ object }) => object?.versionId));
  const jobs = account.jobs.created.map(({ run }) => run);
  const violations = [
    ...uploads.filter(({ versionId }) => !asked.has(versionId)).map(({ key, versionId }) => `version ${versionId} of ${key} was lost`),
    ...requests.filter(({ status }) => status === 'waiting' || status === 'claimed').map(({ id, status }) => `request ${id} is ${status} for ever`),
    ...[...newest]
      .filter(([project, object]) => !runs.some((run) => isTrainedOn(run, project, object)))
      .map(([project]) => `the newest data of ${project} were not trained`),
    ...[...newest.keys()].flatMap((project) => {
      const count = runs.filter((run) => run.project === project).length;
      return count > RUNS_A_PROJECT ? [`${project} had ${count} runs`] : [];
    }),
    // A quota was used up for longer than whoever waited for it tried again.
    ...runs.filter(({ outcome }) => outcome === 'Failed').map(({ run, failure }) => `run ${run} failed: ${failure?.class}`),
    ...jobs.filter((run, index) => jobs.indexOf(run) < index).map((run) => `run ${run} had more than one job`),
    ...[account.table.items, account.table.partitions]
      .filter(({ most }) => most.count > WRITES_A_SECOND)
      .map(({ most }) => `${most.key} was written ${most.count} times in a second`),
    ...items.filter(({ pk }) => pk === 'OUTBOX').map(({ sk }) => `the mails of ${sk} were not sent`),
  ];
  return { figures: figuresOf(played, runs, newest), violations };
}

function recordsOf({ account }: Played) {
  const items = account.records.items();
  const kept = (prefix: string) => items.filter(({ pk, sk }) => String(pk).startsWith('PROJECT#') && String(sk).startsWith(prefix));
  return { items, runs: kept('RUN#').map((item) => RunRecord.parse(item)), requests: kept('REQUEST#').map((item) => RequestRecord.parse(item)) };
}

function isTrainedOn({ project, outcome, objects = [] }: RunRecord, of: string, { versionId }: ObjectVersion): boolean {
  return project === of && outcome === 'Succeeded' && objects.some((object) => object.versionId === versionId);
}

/** Of each project the file that `data.use: latest` means. */
function newestOf(uploads: readonly ObjectVersion[]): ReadonlyMap<string, ObjectVersion> {
  const newest = new Map<string, ObjectVersion>();
  for (const object of uploads) {
    const project = object.key.split('/')[0] ?? '';
    const known = newest.get(project);
    if (!known || order(object) >= order(known)) newest.set(project, object);
  }
  return newest;
}

const order = ({ lastModified = '', key }: ObjectVersion) => `${lastModified} ${key}`;

function figuresOf({ account, uploads, begin }: Played, runs: readonly RunRecord[], newest: ReadonlyMap<string, ObjectVersion>) {
  const { lambda, table, meter, jobs, executions, trainModel, mails, timeline } = account;
  const trained = [...newest].map(([project, object]) => runs.find((run) => isTrainedOn(run, project, object))?.endedAt ?? timeline.now().toISOString());
  const started = executions.of(trainModel.arn);
  return {
    uploads: uploads.length,
    projects: newest.size,
    landedAfter: seconds(Date.parse(uploads.at(-1)?.lastModified ?? '') - begin),
    trainedAfter: seconds(Math.max(...trained.map((time) => Date.parse(time))) - begin),
    runs: runs.length,
    outcomes: counted(runs.map(({ outcome = 'none' }) => outcome)),
    failures: counted(runs.flatMap(({ failure }) => (failure ? [`${failure.class}: ${failure.cause}`.slice(0, 80)] : []))),
    jobs: jobs.created.length,
    jobsAtOnce: jobs.mostAtOnce,
    executions: counted(started.map(({ status }) => status)),
    transitions: started.reduce((sum, each) => sum + each.transitions, 0),
    invocations: Object.fromEntries(lambda.invocations),
    invocationsAtOnce: lambda.mostAtWork,
    calls: Object.fromEntries(lambda.calls),
    writes: table.writes,
    busiestItem: table.items.most,
    busiestPartition: table.partitions.most,
    busiestPartitionUnits: table.units.most,
    mails: mails.sent.length,
    deadLetters: counted(lambda.deadLetters.map(({ name, error }) => `${name}: ${error}`)),
    quotas: Object.fromEntries(
      [...meter.usage].map(([name, usage]) => [name, { ...usage, used: Math.round(usage.used), longestWait: seconds(usage.longestWait) }]),
    ),
  };
}

const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10;

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
