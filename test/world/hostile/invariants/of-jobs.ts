import { BEGIN } from '../story/history.ts';
import type { Facts } from './facts.ts';

/** What a job may still take to end after its run did: SageMaker's two minutes, the wait of three tries, one round of reconcile. */
export const ORPHANED = 15 * 60_000;

export const JOBS = {
  'no job is paid for twice': ({ world }: Facts) => {
    const jobs = [...world.training.course.jobs.values()];
    return jobs.flatMap(({ spec, createdAt }) =>
      jobs
        .filter((other) => other.spec.run === spec.run && other.createdAt < createdAt)
        .filter(({ endedAt = Number.POSITIVE_INFINITY, status }) => endedAt > createdAt || status === 'Completed')
        .map((other) => `${spec.name} was created while ${other.spec.name} ran or after it had succeeded`),
    );
  },

  "every job is in its run's record": ({ world, runs }: Facts) =>
    [...world.training.course.jobs.values()].flatMap(({ spec }) => {
      const run = runs.find((each) => each.run === spec.run);
      return run?.attempts.some(({ job }) => job === spec.name) ? [] : [`${spec.name} is in no record`];
    }),

  'no job outlives its run': ({ world, endedAt }: Facts) =>
    [...world.training.course.jobs.values()].flatMap(({ spec, endedAt: jobEnded = Number.POSITIVE_INFINITY, createdAt }) => {
      const runEnded = endedAt.get(spec.run);
      const since = Math.max(runEnded ?? Number.POSITIVE_INFINITY, createdAt, world.faultsEnd);
      return jobEnded - since > ORPHANED ? [`${spec.name} ran on for ${Math.round((jobEnded - since) / 60_000)} minutes after its run had ended`] : [];
    }),

  'a record says of a job what SageMaker says': ({ world, runs }: Facts) =>
    runs
      .filter(({ endedAt = BEGIN }) => endedAt >= BEGIN)
      .flatMap(({ attempts }) =>
        attempts.flatMap(({ job, status }) => {
          const known = world.training.course.jobs.get(job);
          return status === undefined || status === 'NotStarted' || status === known?.status
            ? []
            : [`${job} is recorded as ${status} and was ${known?.status}`];
        }),
      ),
};
