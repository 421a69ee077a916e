import type { Chance } from '../chance.ts';
import { describedAgain, drawBatch, drawDataset } from './bodies.ts';
import { PROJECTS } from './projects.ts';

/** What people, registries and clocks do in a world, and when (seconds after its beginning). */
export type Deed = { readonly at: number; readonly project: string } & (
  | { readonly kind: 'upload' | 'batch'; readonly key: string; readonly body: string }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'describe'; readonly body: string }
  | { readonly kind: 'push'; readonly repository: string; readonly tag?: string; readonly digest: string; readonly result: 'SUCCESS' | 'FAILURE' }
  | { readonly kind: 'judge'; readonly approval: 'Approved' | 'Rejected' }
  | { readonly kind: 'request' | 'retry' | 'cancel' | 'pause' | 'resume'; readonly token: string }
  | { readonly kind: Intervention | 'tick' | 'alarm' }
);
type Intervention = 'abort' | 'redrive' | 'stop job';
type Drawn = (at: number, project: string, chance: Chance, n: number) => readonly Deed[];

const LATEST = 5400;

/** In one to three projects, one to six things happen: files land, images are pushed, clocks tick, alarms go off, people say something; and somebody may step in. */
export function drawDeeds(chance: Chance, { hasModels }: { readonly hasModels: boolean }): readonly Deed[] {
  const count = 1 + Math.floor(chance.next() ** 2 * 3);
  const from = Math.floor(chance.next() * PROJECTS.length);
  const projects = Array.from({ length: count }, (_, index) => (PROJECTS[(from + index) % PROJECTS.length] ?? PROJECTS[0]).project);
  const [first = PROJECTS[0].project, ...others] = projects;
  const deeds: Deed[] = [];
  let at = 1;
  for (let left = 1 + Math.floor(chance.next() * 6); left > 0; left -= 1) {
    const draw = deeds.length > 0 ? chance.oneOf(DRAWN) : hasModels ? chance.oneOf([upload, batch]) : upload;
    deeds.push(...draw(at, chance.oneOf([first, ...others]), chance, deeds.length));
    at = Math.min(LATEST, at + chance.oneOf([0.05, 1, 5, 60, 600, 1800]) * chance.next());
  }
  return deeds;
}

const upload: Drawn = (at, project, chance, n) => {
  const key = `${project}/datasets/${chance.oneOf(['a', 'a', 'b', 'c'])}.csv`;
  return [
    { at, project, kind: 'upload', key, body: drawDataset(project, n, chance) },
    ...(chance.happens(0.1) ? [{ at: at + chance.next() * 60, project, kind: 'describe', body: describedAgain(project, chance) } as const] : []),
    ...(chance.happens(0.04) ? [{ at: at + chance.next() * 60, project, kind: 'delete', key } as const] : []),
    ...steppedIn(at, project, chance),
  ];
};

const batch: Drawn = (at, project, chance, n) => {
  const key = `${project}/batches/${chance.oneOf(['a', 'b'])}.csv`;
  const one = { project, kind: 'batch', key } as const;
  return [
    { ...one, at, body: drawBatch(project, n, chance) },
    ...(chance.happens(0.2) ? [{ ...one, at: at + chance.next() ** 2 * 300, body: drawBatch(project, n + 1, chance) }] : []),
    ...(chance.happens(0.06) ? [{ at: at + chance.next() * 60, project, kind: 'delete', key } as const] : []),
    ...steppedIn(at, project, chance),
  ];
};

/** Three digests, so that an older one is pushed again; strangers' repositories, pushes without a tag and pushes that failed are nothing to the product. */
const push: Drawn = (at, project, chance) => {
  const known = PROJECTS.find((each) => each.project === project)?.training.image.repository ?? '';
  const pushed = () => {
    const digest = `sha256:${chance.oneOf(['1', '2', '3']).repeat(64)}`;
    const result = chance.happens(0.1) ? 'FAILURE' : 'SUCCESS';
    const named = { project, kind: 'push', repository: chance.happens(0.1) ? 'strange/image' : known, digest, result } as const;
    return chance.happens(0.1) ? named : { ...named, tag: 'latest' };
  };
  return [{ at, ...pushed() }, ...(chance.happens(0.4) ? [{ at: at + chance.next() * 120, ...pushed() }] : [])];
};

const tick: Drawn = (at, project) => [{ at, project, kind: 'tick' }];

/** Some flap. */
const alarm: Drawn = (at, project, chance) =>
  Array.from({ length: chance.oneOf([1, 1, 2, 4]) }, (_, index) => ({ at: at + 60 * index * chance.next(), project, kind: 'alarm' }) as const);

/** Twice, where whoever asks has heard no answer. */
const request: Drawn = (at, project, chance) => {
  const one = { project, kind: chance.oneOf(ASKED), token: chance.uuid() } as const;
  return [{ at, ...one }, ...(chance.happens(0.3) ? [{ at: at + chance.next(), ...one }] : [])];
};

const ASKED = ['request', 'retry'] as const;

const cancel: Drawn = (at, project, chance) => [{ at: at + chance.next() ** 2 * 900, project, kind: 'cancel', token: chance.uuid() }];

const pause: Drawn = (at, project, chance) => [
  { at, project, kind: 'pause', token: chance.uuid() },
  ...(chance.happens(0.7) ? [{ at: at + chance.next() ** 2 * 1800, project, kind: 'resume', token: chance.uuid() } as const] : []),
];

const judge: Drawn = (at, project, chance) =>
  Array.from(
    { length: chance.oneOf([1, 1, 2]) },
    () => ({ at: at + chance.next() * 900, project, kind: 'judge', approval: chance.oneOf(JUDGEMENTS) }) as const,
  );

const JUDGEMENTS = ['Approved', 'Approved', 'Rejected'] as const;

const steppedIn: (at: number, project: string, chance: Chance) => readonly Deed[] = (at, project, chance) =>
  chance.happens(0.1) ? chance.oneOf(INTERVENTIONS).map((kind, nth) => ({ at: at + chance.next() ** 2 * 900 + nth * 300, project, kind })) : [];

const INTERVENTIONS: readonly [readonly Intervention[], ...(readonly Intervention[])[]] = [['abort'], ['abort', 'redrive'], ['stop job'], ['redrive']];

const DRAWN: readonly [Drawn, ...Drawn[]] = [
  upload,
  upload,
  upload,
  upload,
  upload,
  batch,
  batch,
  batch,
  batch,
  push,
  tick,
  alarm,
  request,
  cancel,
  pause,
  judge,
  judge,
];
