import type { ClaimStep } from '../events/run-step.ts';
import { advanceRun, unchanged } from './advance-run.ts';
import { cancellationOf } from './cancellation.ts';
import { chooseImage } from './choose-image.ts';
import { chooseObjects, type UploadRequest } from './choose-objects.ts';
import { driftSentences, findDriftWindow } from './drift-window.ts';
import { inSlices } from './in-slices.ts';
import { needsLabels } from './needs-labels.ts';
import type { Item, Services } from './ports.ts';
import { findRun, readProjectRecord, readRun } from './read-record.ts';
import type { ObjectVersion, ProjectRecord, RequestRecord, RunRecord, Verdict } from './records.ts';
import { readRequests, reasonOf } from './requests.ts';

type Needed = Pick<Services, 'records' | 'datasets' | 'images' | 'clock'>;

/** Each of up to 2,000 characters, in a record that holds 400 KB, and in a mail. */
const MOST_REASONS = 10;
/** The audit trail names so many; the requests themselves tell of all. */
const MOST_OVERTAKEN = 100;

/** From here on the run works with this definition, these object versions and this image, whatever changes meanwhile. */
export async function fixInputs(step: ClaimStep, services: Needed): Promise<void> {
  const run = await readRun(step, services);
  if (run.status !== 'Opened') return;
  const project = await readProjectRecord(step.project, services);
  const { definition } = project;
  const { set, facts } = await inputsOf(run, project, services);

  const written = await advanceRun(
    step,
    { set: { status: 'Claimed', execution: step.execution, definition, ...set }, project: { set: { 'active.state': 'working' } }, when: unchanged(run) },
    { who: 'claimRequests', what: 'inputs fixed', facts },
    services,
  );
  if (!written.done) return fixInputs(step, services);
}

type Inputs = { readonly set: Item; readonly facts: Item };

async function inputsOf(run: RunRecord, project: ProjectRecord, services: Needed): Promise<Inputs> {
  const cancellation = cancellationOf(run);
  if (cancellation) return decided(cancellation);
  if (run.requests.length === 0) return decided(nothingAsked);
  const requests = await readRequests(run, services);
  const reasons = [...new Set(requests.filter(({ why }) => why !== undefined).map(reasonOf))].slice(0, MOST_REASONS);
  const { set, facts } = await chosenInputs(requests, reasons, project, services);
  return { set: { ...set, ...(reasons.length > 0 && { reasons }) }, facts };
}

async function chosenInputs(requests: readonly RequestRecord[], reasons: readonly string[], project: ProjectRecord, services: Needed): Promise<Inputs> {
  const { definition, reigning } = project;
  const uploads = requests.flatMap(({ id, object }) => (object ? [{ id, object }] : []));
  const asked = { uploads, onlyUploads: uploads.length === requests.length, ...(await namedObjects(requests, project, services)) };
  const chosen = await chooseObjects(definition, asked, services);
  if ('verdict' in chosen) return decided(chosen.verdict);
  if (chosen.objects.length === 0) {
    const window = await findDriftWindow(definition.project, services);
    const sentences = window?.model === reigning?.run ? driftSentences(window) : [];
    return decided(needsLabels(project, sentences.length > 0 ? sentences : reasons));
  }
  const image = await chooseImage(definition, requests, services);
  const objects = chosen.objects.map(({ key, versionId }) => ({ key, versionId }));
  return {
    set: { objects: chosen.objects, image },
    facts: { objects, image: image.digest, overtaken: overtaken(uploads, chosen.objects).slice(0, MOST_OVERTAKEN) },
  };
}

/** Where all requests are alarms, only labels that the reigning model has not seen can help; where all are retries, the files of the runs that failed are meant. */
async function namedObjects(requests: readonly RequestRecord[], { project, definition, reigning }: ProjectRecord, services: Needed) {
  if (reigning && definition.retrain.onDrift === 'with-labels' && requests.every(({ trigger }) => trigger === 'alarm'))
    return { beyond: (await findRun({ project, run: reigning.run }, services))?.objects ?? [] };
  const failed = [...new Set(requests.map(({ retries }) => retries))];
  const again = (await inSlices(failed, async (run) => (run === undefined ? [] : ((await findRun({ project, run }, services))?.objects ?? [])))).flat();
  return failed.includes(undefined) || again.length === 0 ? {} : { again };
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
