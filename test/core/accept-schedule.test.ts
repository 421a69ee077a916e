import { describe, expect, it } from '@jest/globals';
import { acceptSchedule } from '../../core/accept-schedule.ts';
import sample from '../../events/schedule-due.sample.json' with { type: 'json' };
import { ScheduleDue } from '../../events/schedule-due.ts';
import { dieAtWrite, protocolWorld } from './protocol-world.ts';

const DUE = ScheduleDue.parse({ ...sample, project: 'cars' });

describe('acceptSchedule', () => {
  it('asks for a run, with the time as the reason', async () => {
    const world = await protocolWorld();

    const { became } = await acceptSchedule(DUE, world.services);

    expect(became).toBe('waiting');
    expect(await world.requests()).toMatchObject([{ trigger: 'schedule', status: 'waiting', why: 'the schedule was due at 2026-11-20T03:00:00Z' }]);
    expect(world.services.executions.started).toHaveLength(1);
  });

  it('writes one request for each time, however often Scheduler tells of it', async () => {
    const world = await protocolWorld();

    const answers = [
      await acceptSchedule(DUE, world.services),
      await acceptSchedule({ ...DUE, execution: 'another' }, world.services),
      await acceptSchedule({ ...DUE, scheduledTime: '2026-11-21T03:00:00Z' }, world.services),
    ];

    expect(answers.map(({ became }) => became)).toEqual(['waiting', 'duplicate', 'waiting']);
  });

  it('opens the run on the retry when the first delivery died between its write and the opening', async () => {
    const world = await protocolWorld();
    dieAtWrite(world, 2);
    await expect(acceptSchedule(DUE, world.services)).rejects.toThrow('the process died');

    const again = await acceptSchedule(DUE, world.services);

    expect(again).toMatchObject({ became: 'duplicate', run: world.services.executions.started[0] });
  });

  it('starts the run when it is tried again a minute after it died between opening and starting, though the cooldown has begun', async () => {
    const world = await protocolWorld();
    world.services.executions.loseNextStart();
    await expect(acceptSchedule(DUE, world.services)).rejects.toThrow('lost');
    const begun = world.services.clock.now().getTime();
    world.services.clock.set(new Date(begun + 60_000).toISOString());

    await acceptSchedule(DUE, world.services);

    expect(world.services.executions.started).toEqual([(await world.project()).active?.run]);
  });

  it('is only recorded where the project does not train on its schedule', async () => {
    const world = await protocolWorld({ training: { on: ['upload'] } });

    const answer = await acceptSchedule(DUE, world.services);

    expect(answer).toMatchObject({ became: 'collected', reason: 'training.on of the project does not list schedule' });
    expect(world.services.executions.started).toEqual([]);
  });

  it('ignores a project that is not there any more', async () => {
    const world = await protocolWorld();

    expect(await acceptSchedule({ ...DUE, project: 'gone' }, world.services)).toEqual({ became: 'ignored' });
  });

  it('ends as skipped, without a mail, where nothing has been uploaded yet', async () => {
    const world = await protocolWorld();
    await acceptSchedule(DUE, world.services);
    const run = world.services.executions.started[0] ?? '';

    await world.claim(run);

    expect((await world.run(run)).verdict).toMatchObject({ outcome: 'Skipped' });
  });

  it.each(['2026-11-20', '<aws.scheduler.scheduled-time>', ''])('does not take %j for a time', (scheduledTime) => {
    expect(ScheduleDue.safeParse({ ...DUE, scheduledTime }).success).toBe(false);
  });
});
