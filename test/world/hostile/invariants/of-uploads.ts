import type { ObjectVersion, RequestRecord, RunRecord } from '../../../../core/records.ts';
import type { Played } from '../play.ts';
import type { Facts } from './facts.ts';

const CLOSED: ReadonlySet<string> = new Set(['done', 'superseded', 'refused', 'collected', 'suggested']);
/** Which status may follow which; a closed request is never opened again. What waits is done at once where the last run has read the file. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = { waiting: ['claimed', 'suggested', 'done'], claimed: ['done', 'waiting'] };

export const UPLOADS = {
  'no upload is lost': ({ world, requests }: Facts) =>
    world.uploads.flatMap((object) => {
      const request = requests.find((each) => each.object?.versionId === object.versionId);
      if (!request) return world.datasets.isCurrent(object) ? [`${nameOf(object)} was never asked for`] : [];
      return CLOSED.has(request.status) || isPutOff(request, world.weather) ? [] : [`${nameOf(object)} is ${request.status}`];
    }),

  'every upload is trained, refused or skipped for a reason': ({ requests, runs, world }: Facts) =>
    requests.flatMap((request) => {
      if (request.status !== 'done') return CLOSED.has(request.status) && !request.reason ? [`request ${request.id} is ${request.status} for no reason`] : [];
      const run = runs.find((each) => each.run === request.run);
      if (!run?.outcome) return [`request ${request.id} is done without the outcome of a run`];
      return [...reasonMissing(run), ...olderUsed(request, run, world)];
    }),

  'a closed request is never opened again': ({ ofRequests }: Facts) =>
    ofRequests.flatMap(({ before, after }) => {
      const [from, to] = [String(before?.['status'] ?? ''), String(after?.['status'] ?? '')];
      return !before || from === to || FOLLOWS[from]?.includes(to) ? [] : [`request ${before['id']} went from ${from} to ${to}`];
    }),

  'an older version never overtakes a newer one': ({ ofRequests, world }: Facts) => {
    const newest = new Map<string, string>();
    return ofRequests.flatMap(({ before, after }) => {
      if (before || !after || after['status'] !== 'waiting') return [];
      const { key, versionId } = objectOf(after['object']);
      const sequencer = world.uploads.find((each) => each.versionId === versionId)?.sequencer ?? '';
      const known = newest.get(key) ?? '';
      if (sequencer > known) newest.set(key, sequencer);
      return sequencer < known ? [`request ${after['id']} for an older version of ${key} was taken after a newer one`] : [];
    });
  },

  'nothing stands still': ({ world }: Facts) => world.stuck.map((what) => `${what} has not moved though everything works`),
};

const nameOf = ({ key, versionId }: ObjectVersion) => `version ${versionId} of ${key}`;

/** By the governor, who says why; or by a backoff, where reconcile is switched off and nobody takes it up. */
const isPutOff = ({ notBefore, reason }: RequestRecord, { unreconciled }: { readonly unreconciled: boolean }) =>
  notBefore !== undefined && (reason !== undefined || unreconciled);

function reasonMissing({ run, outcome, failure, verdict, modelPackage }: RunRecord): readonly string[] {
  const reason = outcome === 'Succeeded' ? modelPackage : outcome === 'Failed' ? failure : verdict;
  return reason ? [] : [`run ${run} is ${outcome} for no reason`];
}

/** What was asked for, or something that landed after it, is what its run used; unless it had been deleted. */
function olderUsed({ object }: RequestRecord, { run, objects, definition }: RunRecord, { uploads, deeds }: Played): readonly string[] {
  if (!object || !objects || deeds.some((deed) => deed.kind === 'delete' && deed.key === object.key)) return [];
  const landed = (versionId: string) => uploads.find((each) => each.versionId === versionId)?.lastModified ?? '';
  const used = objects.filter(({ key }) => definition?.data.use === 'latest' || key === object.key);
  return used.some(({ versionId }) => landed(versionId) >= landed(object.versionId)) ? [] : [`run ${run} used nothing as new as ${nameOf(object)}`];
}

function objectOf(object: unknown): { readonly key: string; readonly versionId?: string } {
  if (typeof object !== 'object' || object === null || !('key' in object)) return { key: '' };
  return { key: String(object.key), ...('versionId' in object && { versionId: String(object.versionId) }) };
}
