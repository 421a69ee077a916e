import { STAGE } from '../deployed-functions.ts';
import type { Entry } from '../journal.ts';
import type { Facts } from './facts.ts';

type Package = Facts['world']['services']['registry']['packages'][number];

export const MODELS = {
  'the newest approved model reigns': ({ world, projects, runs }: Facts) => {
    if (world.stuck.length > 0) return [];
    return projects.flatMap(({ project, reigning }) => {
      const mine = world.services.registry.packages.filter(({ group }) => group === `nacre-${STAGE}-${project}`);
      if (mine.some((each) => isUntold(each, world))) return [];
      const reigns = mine.findLast(({ approval, clientToken }) => approval === 'Approved' && runs.some(({ run, outcome }) => run === clientToken && outcome));
      return reigns?.arn === reigning?.modelPackage.arn ? [] : [`${project} is served by ${reigning?.modelPackage.arn} and not by ${reigns?.arn}`];
    });
  },

  'an older model never takes over from a newer one': ({ ofProjects, world }: Facts) =>
    ofProjects.flatMap((entry) => {
      const [before, after] = versionsIn(entry);
      if (before === undefined || after === undefined || after >= before) return [];
      const rejected = world.deeds.some((deed) => deed.kind === 'judge' && deed.approval === 'Rejected' && deed.project === entry.after?.['project']);
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
      const isMeant = world.deeds.some(({ project, kind }) => project === run.project && MEANT.has(kind));
      return newest < before && !isMeant ? [`run ${run.run} reigns with older data than the model before it`] : [];
    });
  },
};

/** Where data are deleted, models judged, or older files tried again, older data may reign. */
const MEANT: ReadonlySet<string> = new Set(['delete', 'judge', 'retry']);

/** EventBridge promises no more than best effort for what the registry says: the last word on a version may have been lost. */
function isUntold({ arn, approval }: Package, { bus }: Facts['world']): boolean {
  const told = bus.arrived.filter(({ name, event }) => name === 'onModelJudged' && detailOf(event)['ModelPackageArn'] === arn);
  const last = told.at(-1);
  return bus.counts.lost > 0 && (last === undefined || detailOf(last.event)['ModelApprovalStatus'] !== approval);
}

export function detailOf(event: object): Readonly<Record<string, unknown>> {
  const detail: unknown = Reflect.get(event, 'detail');
  return typeof detail === 'object' && detail !== null ? Object.fromEntries(Object.entries(detail)) : {};
}

const versionsIn = ({ before, after }: Entry) => [reignIn(before)?.modelPackage.version, reignIn(after)?.modelPackage.version] as const;

type Reign = { readonly run: string; readonly modelPackage: { readonly version: number } };

function reignIn(item: Entry['after']): Reign | undefined {
  const reign = item?.['reigning'];
  return isReign(reign) ? reign : undefined;
}

const isReign = (value: unknown): value is Reign => typeof value === 'object' && value !== null && 'run' in value && 'modelPackage' in value;
