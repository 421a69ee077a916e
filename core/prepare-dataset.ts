import { PassThrough, type Writable } from 'node:stream';
import { allOrNone } from './all-or-none.ts';
import { concludeDataset, type Inputs, type Preparation, type ReadDataset } from './conclude-dataset.ts';
import { openVersion } from './open-version.ts';
import { planRanges, type Split } from './plan-ranges.ts';
import type { Services } from './ports.ts';
import type { Contract, Prepared, Source } from './quality/prepared.ts';
import type { RunIdentity } from './read-record.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'datasets' | 'artifacts'>;
type Prepare = (sources: readonly Source[], contract: Contract, sink: Writable) => Promise<Prepared>;

/**
 * Reads every object of the run once: hash, profile, bad rows and the clean snapshot come from the same pass. Refuses here what a GPU should not be paid for.
 * Of what is larger than data.splitAboveMB it only plans the ranges, which are read side by side and merged by mergeRanges.
 */
export function prepareDataset(identity: RunIdentity, prepare: Prepare, services: Needed): Promise<Preparation> {
  return concludeDataset(identity, (inputs) => planOrRead(identity, inputs, prepare, services), services);
}

async function planOrRead(identity: RunIdentity, inputs: Inputs, prepare: Prepare, services: Needed): Promise<{ readonly split: Split } | ReadDataset> {
  const { objects, definition } = inputs;
  const { columns, target, header } = definition.data;
  const contract = { columns, target, header };
  const split = await planRanges(identity, { objects, contract, settings: definition.data }, services);
  return split ? { split } : readOnce(identity, { objects, contract }, prepare, services);
}

type ToRead = Pick<Inputs, 'objects'> & { readonly contract: Contract };

async function readOnce({ project, run }: RunIdentity, { objects, contract }: ToRead, prepare: Prepare, services: Needed): Promise<ReadDataset> {
  const { datasets, artifacts } = services;
  const sources = objects.map((object) => ({ name: object.key, open: () => openVersion(object, datasets) }));
  const incoming = `${project}/runs/${run}/incoming/train.csv`;
  const clean = new PassThrough();
  const prepared = await allOrNone([clean], prepare(sources, contract, clean), artifacts.putStream(incoming, clean, 'text/csv'));
  return { prepared, place: (key) => artifacts.move(incoming, key), discard: () => artifacts.discard(incoming) };
}
