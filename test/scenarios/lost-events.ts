import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { recordsOf } from '../../cli/stories.ts';
import { findProject } from '../../core/read-record.ts';
import { keys } from '../../core/records.ts';
import { watermarkOf } from '../../core/watermark.ts';
import type { ObjectFound } from '../../events/object-found.ts';
import { judge } from './asked-for.ts';
import { withModel } from './batches.ts';
import { eventually } from './eventually.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

/** The rule of a function hears nothing while something happens: its events are lost. */
export async function loseEvents<Done>({ target }: Laptop, name: string, happens: () => Promise<Done>): Promise<Done> {
  const events = new EventBridgeClient(target.clients.settings);
  const Name = `nacre-dev-${name}`;
  await events.send(new DisableRuleCommand({ Name }));
  const done = await happens();
  await events.send(new EnableRuleCommand({ Name }));
  events.destroy();
  return done;
}

/** The function is deployed again with other settings; answers how to undo it. */
export function redeploy({ cloud: { lambda } }: Laptop, name: string, environment: Readonly<Record<string, string>>): () => void {
  const definition = lambda.definitions().find((each) => each.name === `nacre-dev-${name}`);
  if (!definition) throw new Error(`there is no function ${name}`);
  lambda.define({ ...definition, environment: { ...definition.environment, ...environment } });
  return () => lambda.define(definition);
}

/** The sweep goes round now, and leaves no object to its event. */
export function sweepNow(laptop: Laptop): void {
  redeploy(laptop, 'sweepUploads', { EVENT_PATIENCE_SECONDS: '0' });
  laptop.cloud.bus.fire('nacre-dev-sweepUploads');
}

function found(bucket: string, key: string, versionId: string): ObjectFound {
  const detail = { bucket: { name: bucket }, object: { key, size: 1, 'version-id': versionId } };
  return { source: 'nacre.sweep', 'detail-type': 'Object Found', time: new Date().toISOString(), detail };
}

/** The model for approvedUnheard. */
export const modelOfUnheard = (laptop: Laptop): Promise<void> => withModel(laptop, 'unheard', 'well', { rest: { approval: 'manual' } });

/** A person approves the model that waits for it, and the event is lost: reconcile hears of it. */
export async function approvedUnheard(laptop: Laptop): Promise<void> {
  await loseEvents(laptop, 'onModelJudged', () => judge(laptop, 'unheard', 'Approved'));
  laptop.cloud.bus.fire('nacre-dev-reconcile');
  await eventually(async () => (await findProject('unheard', { records: recordsOf(laptop.target) }))?.reigning);
}

/** What the sweep nominates may be taken already, overwritten or deleted by the time that somebody takes it. */
export async function nominatedInVain(laptop: Laptop): Promise<void> {
  const { target, cloud } = laptop;
  const { data, config } = target.buckets;
  const records = recordsOf(target);
  await laptop.apply(tinyProject('swept'));
  const older = (await findProject('swept', { records }))?.source;
  await laptop.apply(tinyProject('swept', { rest: { description: 'Newer.' } }));
  for (const folder of ['datasets', 'batches']) await forgotten(laptop, `unswept/${folder}/data.csv`);
  const tell = (name: string, event: ObjectFound) => cloud.lambda.invokeAsync(`nacre-dev-${name}`, JSON.stringify(event));
  await tell('applyProject', found(config, older?.key ?? '', older?.versionId ?? ''));
  await tell('acceptDataset', found(data, 'unswept/datasets/gone.csv', 'gone'));
  await tell('acceptBatch', found(data, 'unswept/batches/gone.csv', 'gone'));
}

/** A file that was taken once, and of which the records have lost the trace: the sweep hands it over once more. */
async function forgotten(laptop: Laptop, key: string): Promise<void> {
  const records = recordsOf(laptop.target);
  const { VersionId } = await laptop.put(laptop.target.buckets.data, key, tinyTable());
  const trace = watermarkOf('unswept', { key });
  await eventually(async () => (await records.get(trace))?.['versionId'] === VersionId);
  await records.write({ delete: trace });
  sweepNow(laptop);
  await eventually(async () => (await records.get(trace))?.['found'] === true);
  await eventually(async () => (await records.query(keys.found('').pk, '')).some(({ versionId }) => versionId === VersionId));
}
