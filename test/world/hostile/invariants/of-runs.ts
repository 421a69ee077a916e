import { isDeepStrictEqual } from 'node:util';
import type { Item } from '../../../../core/ports.ts';
import type { MailRecord } from '../../../../core/records.ts';
import type { Entry } from '../journal.ts';
import { BEGIN } from '../story/history.ts';
import type { Facts } from './facts.ts';

export const RUNS = {
  'every run has one outcome, and keeps it': ({ runs, ofRuns, world }: Facts) => [
    ...runs.filter(({ status }) => status !== 'Ended' && world.stuck.length === 0).map(({ run, status }) => `run ${run} is ${status} for ever`),
    ...ofRuns
      .filter(({ before, after }) => before?.['status'] === 'Ended' && !isDeepStrictEqual(settled(before), settled(after)))
      .map(({ before, who }) => `run ${before?.['run']} was changed after its end by ${who}`),
  ],

  'at most one run of a project is active, ever': ({ ofProjects, ofRuns, runs }: Facts) => [
    ...ofProjects.flatMap(({ before, after }) => {
      const [from, to] = [runIn(before, 'active'), runIn(after, 'active')];
      return from !== undefined && to !== undefined && from !== to ? [`run ${to} became active while ${from} was`] : [];
    }),
    ...ofRuns.flatMap(({ before, after, time }) => (before || !after ? [] : openWith(after, time, { ofRuns, runs }))),
  ],

  'a registered model is never recorded as failed': ({ runs, world }: Facts) =>
    world.services.registry.packages.flatMap(({ clientToken, arn }) => {
      const run = runs.find((each) => each.run === clientToken);
      if (run?.modelPackage?.arn !== arn) return [`${arn} is in no run's record`];
      return run.outcome === 'Succeeded' || world.stuck.length > 0 ? [] : [`${arn} was registered by run ${clientToken}, which is ${run.outcome}`];
    }),

  'a judged run keeps its judgement': ({ runs }: Facts) =>
    runs
      .filter(({ gate, outcome }) => gate && !gate.passed && outcome !== 'Rejected')
      .map(({ run, outcome }) => `run ${run} missed its thresholds and is ${outcome}`),

  'a model is registered once': ({ world }: Facts) =>
    repeated(world.services.registry.packages.map(({ clientToken }) => clientToken)).map((run) => `run ${run} registered twice`),

  'an older definition never replaces a newer one': ({ ofProjects }: Facts) =>
    ofProjects.flatMap(({ before, after, pk }) => (before && sequencerOf(after) < sequencerOf(before) ? [`an older project.yml was applied to ${pk}`] : [])),

  'every outcome is told to every owner, once': ({ world, mails, runs }: Facts) => [
    ...runs
      .filter(({ status, requests, outcome, endedAt = '' }) => status === 'Ended' && endedAt > BEGIN && !isQuiet(requests, outcome))
      .flatMap(({ run }) => untold(run, mails)),
    ...mails.flatMap(({ outcomeOf, to, status }) => {
      const sent = world.sent.filter((each) => each.outcomeOf === outcomeOf && each.to === to);
      const [, ...again] = sent;
      const known = sent.slice(0, again.length).filter(({ by }) => by && !by.troubled);
      if (known.length > 0) return [`a mail about ${outcomeOf} was sent again though SES had answered`];
      return sent.length === 0 && !world.weather.unreconciled && world.stuck.length === 0 ? [`a mail about ${outcomeOf} is ${status} and was never sent`] : [];
    }),
  ],
};

/** Whether a person approves of a model may change for ever. */
function settled({ changed: _, modelPackage, ...item }: Item = {}): Item {
  return { ...item, ...(typeof modelPackage === 'object' && { modelPackage: { ...modelPackage, approval: '' } }) };
}

function sequencerOf(item: Item | undefined): string {
  const source = item?.['source'];
  return typeof source === 'object' && source !== null && 'sequencer' in source ? String(source.sequencer) : '';
}

/** Which run a project's record names as its active one. */
function runIn(item: Item | undefined, member: 'active'): string | undefined {
  const named = item?.[member];
  return typeof named === 'object' && named !== null && 'run' in named ? String(named.run) : undefined;
}

function openWith(opened: Item, time: number, { ofRuns, runs }: Pick<Facts, 'ofRuns' | 'runs'>): readonly string[] {
  const others = runs.filter(({ project, run, number }) => project === opened['project'] && run !== opened['run'] && number < Number(opened['number']));
  return others
    .filter(({ run }) => !ofRuns.some((each: Entry) => each.after?.['run'] === run && each.after['status'] === 'Ended' && each.time <= time))
    .map(({ run }) => `run ${opened['run']} was opened before ${run} had ended`);
}

/** Nobody wonders about a schedule that found nothing new, or about a run that found nobody who waited. */
const isQuiet = (requests: Facts['runs'][number]['requests'], outcome: string | undefined) =>
  requests.length === 0 || (outcome === 'Skipped' && requests.every(({ trigger }) => trigger === 'schedule'));

const untold = (run: string, mails: readonly MailRecord[]) => (mails.some(({ outcomeOf }) => outcomeOf === run) ? [] : [`nobody is told how run ${run} ended`]);

const repeated = (names: readonly string[]) => [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
