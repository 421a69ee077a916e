import type { ClaimStep } from '../events/run-step.ts';
import { advanceRun, unchanged } from './advance-run.ts';
import { chooseObjects, type UploadRequest } from './choose-objects.ts';
import { ImageNotFoundError } from './errors.ts';
import type { Item, Services } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import { readProjectRecord, readRun } from './read-record.ts';
import type { Image, ObjectVersion, RunRecord, Verdict } from './records.ts';
import { readRequests } from './requests.ts';

type Needed = Pick<Services, 'records' | 'datasets' | 'images' | 'clock'>;

/** The audit trail names so many; the requests themselves tell of all. */
const MOST_OVERTAKEN = 100;

/** From here on the run works with this definition, these object versions and this image, whatever changes meanwhile. */
export async function fixInputs(step: ClaimStep, services: Needed): Promise<void> {
  const run = await readRun(step, services);
  if (run.status !== 'Opened') return;
  const { definition } = await readProjectRecord(step.project, services);
  const { set, facts } = await inputsOf(run, definition, services);

  const written = await advanceRun(
    step,
    { set: { status: 'Claimed', execution: step.execution, definition, ...set }, project: { set: { 'active.state': 'working' } }, when: unchanged(run) },
    { who: 'claimRequests', what: 'inputs fixed', facts },
    services,
  );
  if (!written.done) return fixInputs(step, services);
}

async function inputsOf(run: RunRecord, definition: ProjectDefinition, services: Needed): Promise<{ readonly set: Item; readonly facts: Item }> {
  if (run.requests.length === 0) return decided(nothingAsked);
  const uploads = await uploadsOf(run, services);
  const chosen = await chooseObjects(definition, { uploads, onlyUploads: uploads.length === run.requests.length }, services);
  if ('verdict' in chosen) return decided(chosen.verdict);
  const image = await imageOf(definition, services);
  const objects = chosen.objects.map(({ key, versionId }) => ({ key, versionId }));
  return {
    set: { objects: chosen.objects, image },
    facts: { objects, image: image.digest, overtaken: overtaken(uploads, chosen.objects).slice(0, MOST_OVERTAKEN) },
  };
}

async function uploadsOf(run: RunRecord, services: Needed): Promise<readonly UploadRequest[]> {
  return (await readRequests(run, services)).flatMap(({ id, object }) => (object ? [{ id, object }] : []));
}

async function imageOf({ training }: ProjectDefinition, { images }: Needed): Promise<Image> {
  const { repository, tag } = training.image;
  const image = await images.resolve(repository, tag);
  if (!image) throw new ImageNotFoundError(repository, tag);
  return image;
}

/** Requests whose version was overwritten before it was read: the run uses the newer version instead. */
function overtaken(uploads: readonly UploadRequest[], objects: readonly ObjectVersion[]) {
  return uploads.flatMap(({ id, object: { key, versionId } }) => {
    const current = objects.find((object) => object.key === key);
    return current && current.versionId !== versionId ? [{ request: id, key, version: versionId, by: current.versionId }] : [];
  });
}

const decided = (verdict: Verdict) => ({ set: { verdict }, facts: { outcome: verdict.outcome, reason: verdict.reason } });

const nothingAsked: Verdict = {
  outcome: 'Skipped',
  reason: 'No request waited any more when the run began.',
  details: [],
  nextStep: 'Nothing: the next upload asks for a run of its own.',
};
