import { describe, expect, it } from '@jest/globals';
import { commandProject } from '../../core/command-project.ts';
import { endRun } from '../../core/end-run.ts';
import { keys } from '../../core/records.ts';
import sample from '../../events/command.sample.json' with { type: 'json' };
import { Command } from '../../events/command.ts';
import { OWNERS, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

const failure = { class: 'AlgorithmError', cause: 'x', logTail: [], nextStep: 'Mend it.', transient: false };
const fail = (world: ProtocolWorld, run: string) => endRun({ project: 'cars', run }, { outcome: 'Failed', failure, who: 'failRun' }, world.services);
const by = { project: 'cars', who: 'ann', why: 'mended' };
const subjects = (world: ProtocolWorld) => world.services.mails.sent.map(({ subject }) => subject);

describe('a command', () => {
  it('has the documented shape, and names who and why', () => {
    expect(Command.parse(sample)).toMatchObject({ command: 'request', who: 'ann@example.com' });
    expect(Command.safeParse({ ...sample, why: '' }).success).toBe(false);
  });

  it('for a project that does not exist is an error that names it', async () => {
    const world = await protocolWorld();

    const commanding = commandProject({ command: 'pause', ...by, project: 'boats' }, world.services);

    await expect(commanding).rejects.toMatchObject({ name: 'UnknownProjectError', message: expect.stringContaining('no project boats') });
  });
});

describe('a request by a person', () => {
  it('opens a run, once for each token, and the run says who asked and why', async () => {
    const world = await protocolWorld();
    world.services.datasets.put('cars/datasets/cars.csv', 'age,price\n1,2\n');

    const fates = [await world.command('request'), await world.command('request'), await world.command('request', 'token-2')];
    const run = (await world.project()).active?.run ?? '';
    await world.claim(run);

    expect(fates.map(({ became }) => became)).toEqual(['waiting', 'duplicate', 'waiting']);
    expect(world.services.executions.started).toEqual([run]);
    expect(await world.run(run)).toMatchObject({ requests: [{ trigger: 'person' }, { trigger: 'person' }], reasons: ['person (ann): the scales are new'] });
  });

  it('is kept for the next run where the project takes none from persons', async () => {
    const world = await protocolWorld({ training: { on: ['upload'] } });

    expect(await world.command('request')).toMatchObject({ became: 'collected', reason: 'training.on of the project does not list person' });
  });
});

describe('pause and resume', () => {
  it('hold up whatever is asked for and let it go again, each told to the owners once', async () => {
    const world = await protocolWorld();

    const paused = [await world.command('pause'), await world.command('pause')];
    const asked = await world.accept(world.upload());
    const resumed = [await world.command('resume'), await world.command('resume')];

    expect(paused.map(({ became }) => became)).toEqual(['paused', 'already']);
    expect(asked).toMatchObject({
      became: 'waiting',
      notBefore: expect.stringMatching(/^2026-11-22/),
      reason: expect.stringContaining('by ann: the scales are new'),
    });
    expect(resumed).toMatchObject([{ became: 'resumed', run: (await world.project()).active?.run }, { became: 'already' }]);
    expect(subjects(world)).toEqual([...OWNERS.map(() => 'cars: paused'), ...OWNERS.map(() => 'cars: resumed')]);
    expect(await world.audit('cars')).toEqual(['project paused', 'project resumed']);
    expect((await world.project()).governor?.paused).toBeUndefined();
  });

  it('pauses once where two do it at the same moment, also beside an opening', async () => {
    const world = await protocolWorld();

    const [one, other] = await Promise.all([world.command('pause'), world.command('pause'), world.accept(world.upload())]);

    expect([one.became, other.became].sort()).toEqual(['already', 'paused']);
    expect((await world.project()).governor?.paused).toMatchObject({ who: 'ann' });
    expect(await world.audit('cars')).toEqual(['project paused']);
  });

  it('opens nothing after a pause that comes between the judgement and the opening', async () => {
    const world = await protocolWorld();
    world.before(async (writes) => {
      if (!writes.some((write) => 'put' in write && write.put.sk.startsWith('RUN#'))) return;
      world.before(() => {});
      await world.command('pause');
    });

    const asked = await world.accept(world.upload());

    expect(asked).toMatchObject({ became: 'waiting', reason: expect.stringContaining('paused') });
    expect(world.services.executions.started).toEqual([]);
  });

  it('forgives the failures before it', async () => {
    const world = await protocolWorld({ governor: { stopAfterFailures: 1, cooldownMinutes: 0 } });
    await fail(world, (await world.working()).run);
    await world.alarm();

    const resumed = await world.command('resume');

    expect(resumed).toMatchObject({ became: 'resumed', run: expect.any(String) });
    expect((await world.project()).governor?.failuresInARow).toBe(0);
  });
});

describe('a retry', () => {
  it('asks for a run on the files of the one that failed, though a newer file has come', async () => {
    const world = await protocolWorld();
    const { run } = await world.working('cars/datasets/first.csv');
    await fail(world, run);
    world.services.clock.pass(60);
    world.services.datasets.put('cars/datasets/second.csv', 'age,price\n3,4\n');

    const { became } = await commandProject({ command: 'retry', ...by, run, token: 't' }, world.services);
    const again = (await world.project()).active?.run ?? '';
    await world.claim(again);

    expect(became).toBe('waiting');
    expect((await world.run(again)).objects).toMatchObject([{ key: 'cars/datasets/first.csv' }]);
  });

  it('uses the newer version of a file that was corrected, and is refused where the file is gone', async () => {
    const world = await protocolWorld();
    const { run } = await world.working('cars/datasets/first.csv');
    await fail(world, run);
    const corrected = world.services.datasets.put('cars/datasets/first.csv', 'age,price\n5,6\n');
    const retry = (token: string) => commandProject({ command: 'retry', ...by, run, token }, world.services);

    await retry('one');
    const second = (await world.project()).active?.run ?? '';
    await world.claim(second);
    await fail(world, second);
    world.services.datasets.remove('cars/datasets/first.csv');
    await retry('two');
    const third = (await world.project()).active?.run ?? '';
    await world.claim(third);

    expect((await world.run(second)).objects).toMatchObject([{ versionId: corrected.versionId }]);
    expect((await world.run(third)).verdict).toMatchObject({ outcome: 'Refused', reason: 'The uploaded file was deleted before it could be read.' });
  });

  it('uses what any run would where the one that failed had chosen nothing', async () => {
    const world = await protocolWorld();
    const { run = '' } = await world.accept(world.upload());
    await world.records.write({ update: keys.project('cars'), set: { 'active.state': 'working' } });
    await fail(world, run);

    await commandProject({ command: 'retry', ...by, run, token: 't' }, world.services);
    const again = (await world.project()).active?.run ?? '';
    await world.claim(again);

    expect((await world.run(again)).objects).toMatchObject([{ key: 'cars/datasets/cars.csv' }]);
  });

  it.each([
    [
      'that did not fail',
      async (world: ProtocolWorld) => {
        const { run } = await world.working();
        await endRun({ project: 'cars', run }, { outcome: 'Refused', who: 'finishRun' }, world.services);
        return run;
      },
      'it ended as Refused',
    ],
    ['that does not exist', async () => 'cars-7-zzzzzz', 'there is no ended run of that name'],
  ])('of a run %s is an error that says so', async (_, given, told) => {
    const world = await protocolWorld();
    const run = await given(world);

    const retrying = commandProject({ command: 'retry', ...by, run, token: 't' }, world.services);

    await expect(retrying).rejects.toMatchObject({ name: 'RunNotRetriableError', message: expect.stringContaining(told) });
  });
});
