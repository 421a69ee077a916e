import { endRun } from '../../core/end-run.ts';
import { batchOf, publish, reigns } from './drifting.ts';
import { OWNERS, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

export const failure = { class: 'AlgorithmError', cause: 'x', logTail: [], nextStep: 'Mend it.', transient: false };

/** A minute of the day that these tests play on. */
export const timeOf = (minute: number) => new Date(Date.parse('2026-11-21T00:00:00.000Z') + minute * 60_000).toISOString();

/** A model of project `cars` reigns, the last batch that it scored has drifted, and the day begins. */
export async function driftedWorld(changes = {}) {
  const world = await protocolWorld(changes);
  await reigns(world);
  await publish(world, batchOf('1', ['age']));
  world.services.clock.set(timeOf(0));
  return world;
}

/** The active run works, and ends: as nothing else is said, for want of labels. */
export async function work(world: ProtocolWorld, failing = false): Promise<string | undefined> {
  const run = (await world.project()).active?.run;
  if (run === undefined) return undefined;
  await world.claim(run);
  const end = failing ? ({ outcome: 'Failed', failure, who: 'failRun' } as const) : ({ outcome: 'Skipped', who: 'finishRun' } as const);
  await endRun({ project: 'cars', run }, end, world.services);
  return run;
}

/** How many mails about this the first owner got. */
export const mailed = (world: ProtocolWorld, subject: RegExp) =>
  world.services.mails.sent.filter((mail) => mail.to === OWNERS[0] && subject.test(mail.subject)).length;
