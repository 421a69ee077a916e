import { describe, expect, it } from '@jest/globals';
import { keys } from '../../core/records.ts';
import sample from '../../events/image-pushed.sample.json' with { type: 'json' };
import { ImagePushed } from '../../events/image-pushed.ts';
import { dieAtWrite, type ProtocolWorld, protocolWorld } from './protocol-world.ts';
import { accept, push } from './pushed-images.ts';

/** Project cars under another name. */
async function alsoProject(world: ProtocolWorld, project: string, training = {}) {
  const { definition, ...record } = await world.project();
  const item = { ...record, project, definition: { ...definition, project, training: { ...definition.training, ...training } } };
  await world.records.write({ put: keys.project(project), item }, { put: keys.listing(project), item: { project } });
}

describe('acceptImage', () => {
  it('takes the event that AWS documents', async () => {
    expect(ImagePushed.parse(sample).detail['image-tag']).toBe('latest');
  });

  it('asks every project that is trained with this repository and tag, and no other', async () => {
    const world = await protocolWorld();
    await alsoProject(world, 'boats');
    await alsoProject(world, 'trains', { image: { repository: 'nacre/training', tag: 'v2' } });

    const { requests } = await accept(world, push(world, 'a'));

    expect(requests).toMatchObject([
      { project: 'boats', became: 'waiting', run: expect.stringMatching(/^boats-1-/) },
      { project: 'cars', became: 'waiting', run: expect.stringMatching(/^cars-1-/) },
    ]);
    expect(await world.records.query('PROJECT#trains', 'REQUEST#')).toEqual([]);
  });

  it('believes the project, not what an old listing says of it', async () => {
    const world = await protocolWorld({ training: { image: { repository: 'nacre/other' } } });

    expect(await accept(world, push(world, 'a'))).toEqual({ became: 'taken', requests: [] });
  });

  it.each([
    ['2026-11-21T10:00:00.900Z', 1],
    ['2026-11-21T10:00:01.000Z', 0],
  ])('asks a project that was made at %s %i times for a push of 10:00:00', async (since, times) => {
    const world = await protocolWorld();
    await world.records.write({ update: keys.project('cars'), set: { since } });

    const { requests } = await accept(world, push(world, 'a'));

    expect(requests).toHaveLength(times);
  });

  it.each([
    ['a push that failed', { result: 'FAILURE' }],
    ['a deletion', { 'action-type': 'DELETE' }],
    ['a manifest without a tag', { 'image-tag': undefined }],
    ['a push that names no digest', { 'image-digest': undefined }],
  ])('ignores %s', async (_, detail) => {
    const world = await protocolWorld();
    const event = push(world, 'a');

    const answer = await accept(world, { ...event, detail: { ...event.detail, ...detail } });

    expect(answer).toEqual({ became: 'ignored', requests: [] });
    expect(await world.requests()).toEqual([]);
  });

  it('ignores a repository that no project is trained with', async () => {
    const world = await protocolWorld();

    expect(await accept(world, push(world, 'a', { repository: 'nacre/unknown' }))).toEqual({ became: 'taken', requests: [] });
  });

  it('writes one request however often the event arrives, also twice at the same moment', async () => {
    const world = await protocolWorld();
    const event = push(world, 'a');

    const both = await Promise.all([accept(world, event), accept(world, event)]);
    const again = await accept(world, event);

    expect([...both, again].map(({ requests }) => requests[0]?.became).sort()).toEqual(['duplicate', 'duplicate', 'waiting']);
    expect(await world.requests()).toHaveLength(1);
    expect(world.services.executions.started).toHaveLength(1);
  });

  it('opens the run on the retry when the first delivery died between its write and the opening', async () => {
    const world = await protocolWorld();
    const event = push(world, 'a');
    dieAtWrite(world, 2);
    await expect(accept(world, event)).rejects.toThrow('the process died');

    const { requests } = await accept(world, event);

    expect(requests).toMatchObject([{ became: 'duplicate', run: world.services.executions.started[0] }]);
  });

  it('asks the other projects where one cannot be asked, and fails so that the event comes again', async () => {
    const world = await protocolWorld();
    await alsoProject(world, 'boats');
    const event = push(world, 'a');
    dieAtWrite(world, 1);
    await expect(accept(world, event)).rejects.toThrow('the process died');

    const { requests } = await accept(world, event);

    expect(requests.map(({ became }) => became).sort()).toEqual(['duplicate', 'waiting']);
  });

  it('makes a new request of an older digest that is pushed again after a newer one', async () => {
    const world = await protocolWorld();
    await accept(world, push(world, 'a'));
    await accept(world, push(world, 'b', { time: '2026-11-21T10:01:00Z' }));

    const { requests } = await accept(world, push(world, 'a', { time: '2026-11-21T10:02:00Z' }));

    expect(requests).toMatchObject([{ became: 'waiting' }]);
    expect(await world.requests()).toHaveLength(3);
  });

  it('records a push as superseded whose event comes after that of a newer one', async () => {
    const world = await protocolWorld();
    const older = push(world, 'a');
    await accept(world, push(world, 'b', { time: '2026-11-21T10:01:00Z' }));

    const answers = [await accept(world, older), await accept(world, older)];

    expect(answers).toMatchObject([{ requests: [{ became: 'superseded' }] }, { requests: [{ became: 'duplicate' }] }]);
    expect(await world.waiting()).toHaveLength(1);
  });

  it('keeps a push for the record only where the project does not train on pushes', async () => {
    const world = await protocolWorld({ training: { on: ['upload'] } });

    const { requests } = await accept(world, push(world, 'a'));

    expect(requests).toMatchObject([{ became: 'collected' }]);
    expect(await world.requests()).toMatchObject([{ reason: 'training.on of the project does not list image' }]);
    expect(world.services.executions.started).toEqual([]);
  });
});
