import type { Entry } from '../journal.ts';
import { dueToReign } from '../reigns.ts';
import type { Facts } from './facts.ts';

export const MODELS = {
  'the newest approved model reigns': ({ world, projects }: Facts) =>
    projects.flatMap(({ project, reigning }) => {
      const due = dueToReign(project, world);
      return due === reigning?.modelPackage.arn ? [] : [`${project} is served by ${reigning?.modelPackage.arn} and not by ${due}`];
    }),

  'an older model never takes over from a newer one': ({ ofProjects, world }: Facts) =>
    ofProjects.flatMap((entry) => {
      const [before, after] = versionsIn(entry);
      if (before === undefined || after === undefined || after >= before) return [];
      const rejected = world.registry.judgements.some(({ arn, approval }) => approval === 'Rejected' && arn === reignIn(entry.before)?.modelPackage.arn);
      return rejected ? [] : [`version ${after} took over from version ${before}`];
    }),

  'an older data version never reigns over a newer one': ({ ofProjects, runs, world }: Facts) => {
    const reigned = new Map<string, string>();
    return ofProjects.flatMap(({ after, pk }) => {
      const run = runs.find((each) => each.run === reignIn(after)?.run);
      if (!run?.objects) return [];
      const newest = run.objects.map(({ lastModified = '' }) => lastModified).reduce((one, other) => (one > other ? one : other), '');
      const before = reigned.get(pk) ?? '';
      reigned.set(pk, newest);
      const isMeant =
        world.deeds.some(({ project, kind }) => project === run.project && MEANT.has(kind)) ||
        world.registry.judgements.some(({ group }) => group.endsWith(`-${run.project}`));
      return newest < before && !isMeant ? [`run ${run.run} reigns with older data than the model before it`] : [];
    });
  },
};

/** Where data are deleted, or older files tried again, older data may reign; and where models are judged. */
const MEANT: ReadonlySet<string> = new Set(['delete', 'retry']);

const versionsIn = ({ before, after }: Entry) => [reignIn(before)?.modelPackage.version, reignIn(after)?.modelPackage.version] as const;

type Reign = { readonly run: string; readonly modelPackage: { readonly arn: string; readonly version: number } };

function reignIn(item: Entry['after']): Reign | undefined {
  const reign = item?.['reigning'];
  return isReign(reign) ? reign : undefined;
}

const isReign = (value: unknown): value is Reign => typeof value === 'object' && value !== null && 'run' in value && 'modelPackage' in value;
