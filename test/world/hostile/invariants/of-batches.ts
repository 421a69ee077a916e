import { isDeepStrictEqual } from 'node:util';
import { nameTransform } from '../../../../core/batch-files.ts';
import type { BatchRecord } from '../../../../core/records.ts';
import type { Facts } from './facts.ts';
import { ORPHANED } from './of-jobs.ts';

export const BATCHES = {
  'no batch is lost': ({ world, batches, projects }: Facts) =>
    world.batches.flatMap((object) => {
      const { key, versionId } = object;
      const batch = batches.find((each) => each.cause === 'upload' && each.object.versionId === versionId);
      if (!batch) return world.datasets.isCurrent(object) ? [`version ${versionId} of ${key} was never taken`] : [];
      return batch.status === 'Ended' || world.stuck.length > 0 || isWaiting(batch, projects, world.weather)
        ? []
        : [`${batch.batch} is ${batch.status} for ever`];
    }),

  'every batch is scored, refused or failed for a reason': ({ batches }: Facts) =>
    batches.flatMap(({ batch, outcome, result, verdict, failure }) => {
      if (outcome === undefined) return [];
      const reason = outcome === 'Scored' ? result : outcome === 'Failed' ? failure : verdict;
      return reason ? [] : [`${batch} is ${outcome} for no reason`];
    }),

  'the outcome of a batch stands': ({ ofBatches }: Facts) =>
    ofBatches
      .filter(({ before, after }) => before?.['status'] === 'Ended' && !isOnlyPublished(before, after))
      .map(({ before, who }) => `${before?.['batch']} was changed after its end by ${who}`),

  'no version is scored twice by one model': ({ batches }: Facts) => {
    const scored = batches
      .filter(({ outcome }) => outcome === 'Scored')
      .map(({ object, model }) => `version ${object.versionId} of ${object.key} by ${model?.run}`);
    return scored.filter((each, index) => scored.indexOf(each) !== index).map((each) => `${each} was scored twice`);
  },

  'an older version is never scored after a newer one was taken': ({ batches, ofBatches, world }: Facts) => {
    const sequencerOf = ({ versionId }: BatchRecord['object']) => world.batches.find((each) => each.versionId === versionId)?.sequencer ?? '';
    const timeOf = (name: string, status: string) =>
      ofBatches.find(({ after, before }) => after?.['batch'] === name && after['status'] === status && before?.['status'] !== status)?.time;
    return batches
      .filter(({ outcome, cause }) => outcome === 'Scored' && cause === 'upload')
      .flatMap((old) => {
        const begun = timeOf(old.batch, 'Opened') ?? 0;
        const newer = batches.find(({ object, cause }) => cause === 'upload' && object.key === old.object.key && sequencerOf(object) > sequencerOf(old.object));
        const taken = newer && timeOf(newer.batch, 'Waiting');
        return taken !== undefined && taken < begun ? [`${old.batch} was scored though ${newer?.batch} had been taken`] : [];
      });
  },

  'no transform job is paid for twice': ({ world, batches }: Facts) => {
    const jobs = [...world.transforms.course.jobs.values()];
    return jobs.flatMap(({ spec, createdAt }) => [
      ...(attemptOf(spec.name, batches) ? [] : [`${spec.name} is in no record`]),
      ...jobs
        .filter((other) => other.createdAt < createdAt && attemptOf(other.spec.name, batches) === attemptOf(spec.name, batches))
        .filter(({ endedAt = Number.POSITIVE_INFINITY, status }) => endedAt > createdAt || status === 'Completed')
        .map((other) => `${spec.name} was created while ${other.spec.name} ran or after it had succeeded`),
    ]);
  },

  'no transform job outlives its scoring': ({ world, ofBatches }: Facts) =>
    [...world.transforms.course.jobs.values()].flatMap(({ spec, endedAt = Number.POSITIVE_INFINITY, createdAt }) => {
      const ended = ofBatches.find(({ before, after }) => after?.['batch'] === spec.batch && isOver(spec.name, before, after))?.time;
      const since = Math.max(ended ?? Number.POSITIVE_INFINITY, createdAt, world.faultsEnd);
      return endedAt - since > ORPHANED ? [`${spec.name} ran on for ${Math.round((endedAt - since) / 60_000)} minutes after its scoring had ended`] : [];
    }),

  'a record says of a transform job what SageMaker says': ({ world, batches }: Facts) =>
    batches.flatMap(({ jobs }) =>
      jobs.flatMap(({ job, status }) => {
        const known = world.transforms.course.jobs.get(job);
        return status === undefined || status === 'NotStarted' || status === known?.status ? [] : [`${job} is recorded as ${status} and was ${known?.status}`];
      }),
    ),

  'no model of a transform job is left behind': ({ world }: Facts) =>
    world.stuck.length > 0 ? [] : world.transforms.models().map((name) => `the model ${name} is left behind`),

  'the end of a batch is told to every owner': ({ batches, mails }: Facts) =>
    batches
      .filter(({ status, cause, outcome }) => status === 'Ended' && cause === 'upload' && outcome !== 'Superseded')
      .filter(({ batch, attempt }) => !mails.some(({ outcomeOf }) => outcomeOf === `${batch}-${attempt}`))
      .map(({ batch, outcome }) => `nobody is told that ${batch} is ${outcome}`),
};

/** For its first model, or, where reconcile is switched off, for the end of a backoff. */
function isWaiting({ project, status, notBefore }: BatchRecord, projects: Facts['projects'], { unreconciled }: { readonly unreconciled: boolean }): boolean {
  if (status !== 'Waiting') return false;
  return (unreconciled && notBefore !== undefined) || projects.find((each) => each.project === project)?.reigning === undefined;
}

/** The name of the attempt whose record holds the job. */
function attemptOf(job: string, batches: readonly BatchRecord[]): string | undefined {
  const record = batches.find(({ jobs }) => jobs.some((each) => each.job === job));
  return record && job.slice(0, job.lastIndexOf('-'));
}

/** That CloudWatch took the figures is noted afterwards. */
function isOnlyPublished(before: object, after: object | undefined): boolean {
  return after !== undefined && isDeepStrictEqual({ ...before, publishedAt: '' }, { ...after, publishedAt: '' });
}

/** The scoring ended, or went on to another attempt than the job's. */
function isOver(job: string, before: Readonly<Record<string, unknown>> | undefined, after: Readonly<Record<string, unknown>>): boolean {
  if (after['status'] === 'Ended' && before?.['status'] !== 'Ended') return true;
  const [batch, attempt] = [String(after['batch']), Number(before?.['attempt'])];
  return after['attempt'] !== before?.['attempt'] && job.startsWith(nameTransform({ batch, attempt }, 1).slice(0, -1));
}
