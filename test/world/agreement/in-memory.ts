import { playWorld } from '../hostile/play.ts';
import { loadProduct } from '../hostile/product.ts';
import type { Deed } from '../hostile/story/deeds.ts';
import { CALM } from '../hostile/weather.ts';
import { type CameTo, cameTo } from './come-to.ts';
import type { AgreementStory } from './story.ts';

const BEGIN = '2026-11-21T10:00:00.000Z';
/** Virtual seconds between two steps: whatever came of the one before is over. */
const APART = 1800;

/** The story in a calm world in which events come twice and more; every model passes, as the tiny image's do. */
export async function playInMemory({ seed, definition: { project }, steps }: AgreementStory): Promise<CameTo> {
  const product = await loadProduct();
  const deeds = steps.map((step, n): Deed => {
    const at = 1 + n * APART;
    if (step.does === 'request') return { at, project, kind: 'request', token: `token-${n}` };
    return { at, project, kind: step.does, key: `${project}/${step.does === 'upload' ? 'datasets' : 'batches'}/${step.name}.csv`, body: step.body };
  });
  const weather = { ...CALM, duplicate: 0.3, endsAfter: APART * (1 + steps.length) };
  const outputs = { good: product.outputs.good, poor: product.outputs.good };
  const courseOf = () => ({ seconds: 60, end: { status: 'Completed' } }) as const;
  const { journal } = await playWorld({ ...product, outputs }, { seed, begin: BEGIN, weather, deeds, courseOf });
  return cameTo(project, journal.port);
}
