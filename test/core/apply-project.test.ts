import { describe, expect, it } from '@jest/globals';
import { FILE, givenConfig } from './given-config.ts';

describe('a project.yml in the config bucket', () => {
  it('becomes a project with a model package group and a place in the list', async () => {
    const { apply, write, project, services } = givenConfig();

    const answer = await apply(write(FILE));

    expect(answer).toEqual({ became: 'applied', project: 'abalone' });
    expect(await project()).toMatchObject({
      project: 'abalone',
      nextRunNumber: 1,
      definition: { training: { model: 'abalone' } },
      source: { versionId: 'v1' },
    });
    expect([...services.registry.groups.keys()]).toEqual(['nacre-dev-abalone']);
    expect(await services.records.query('PROJECTS', '')).toMatchObject([{ project: 'abalone' }]);
  });

  it('makes the drift alarm of its project, and changes it with monitoring.alarm', async () => {
    const { apply, write, services } = givenConfig();
    const alarm = 'monitoring: { alarm: { drifted: 2, of: 3, periodSeconds: 300 } }';

    await apply(write(FILE));
    const made = services.alarms.made.get('nacre-dev-abalone-drift');
    await apply(write(`${FILE}\n${alarm}\n`));

    expect(made).toMatchObject({ project: 'abalone', metric: 'DriftedBatches', threshold: 1, periodSeconds: 60 });
    expect([...services.alarms.made.values()]).toMatchObject([{ name: 'nacre-dev-abalone-drift', threshold: 2, periodSeconds: 300 }]);
  });

  it('leaves the alarm as the newest version has it, though an older one arrives late or CloudWatch did not answer the first time', async () => {
    const { apply, write, services } = givenConfig();
    const older = write(FILE);
    const newer = write(`${FILE}\nmonitoring: { alarm: { drifted: 2, of: 3 } }\n`);
    const { ensure } = services.alarms;
    Object.assign(services.alarms, { ensure: () => Promise.reject(new Error('throttled')) });
    await expect(apply(newer)).rejects.toThrow('throttled');
    Object.assign(services.alarms, { ensure });

    await apply(newer);
    await apply(older);

    expect([...services.alarms.made.values()]).toMatchObject([{ threshold: 2 }]);
  });

  it('gives the alarm the definition that comes into force while CloudWatch answers', async () => {
    const { apply, write, services } = givenConfig();
    const older = write(FILE);
    const newer = write(`${FILE}\nmonitoring: { alarm: { drifted: 2, of: 3 } }\n`);
    const { ensure } = services.alarms;
    const slowly: typeof ensure = async (spec) => {
      Object.assign(services.alarms, { ensure });
      await apply(newer);
      await ensure(spec);
    };
    Object.assign(services.alarms, { ensure: slowly });

    await apply(older);

    expect([...services.alarms.made.values()]).toMatchObject([{ threshold: 2 }]);
  });

  it('changes its project without touching its runs', async () => {
    const { apply, write, project, services } = givenConfig();
    await apply(write(FILE));
    await services.records.write({
      update: { pk: 'PROJECT#abalone', sk: 'PROJECT' },
      set: { nextRunNumber: 7, active: { run: 'abalone-6-abc123', number: 6, state: 'working', openedAt: '' } },
    });

    await apply(write(FILE.replace('atMost: 2.30', 'atMost: 2.20')));

    expect(await project()).toMatchObject({ nextRunNumber: 7, active: { number: 6 }, definition: { thresholds: [{ metric: 'rmse', atMost: 2.2 }, {}, {}] } });
  });

  it('is not applied over a newer one when it arrives late', async () => {
    const { apply, write, project } = givenConfig();
    const older = write(FILE);
    const newer = write(FILE.replace('atMost: 2.30', 'atMost: 2.20'));

    const answers = [await apply(newer), await apply(older)];

    expect(answers).toMatchObject([{ became: 'applied' }, { became: 'outdated' }]);
    expect((await project())?.source.versionId).toBe('v2');
  });

  it('is applied by the newer version where both arrive at the same moment', async () => {
    const { apply, write, project } = givenConfig();
    const events = [write(FILE), write(FILE.replace('epochs: 100', 'epochs: 50'))];

    await Promise.all(events.map(apply));

    expect((await project())?.source.versionId).toBe('v2');
  });

  it('with mistakes changes nothing and is told to the operator and to the owners that the project has', async () => {
    const { apply, write, project, services } = givenConfig();
    await apply(write(FILE));

    const answer = await apply(write(FILE.replace('target: Rings', 'target: Ring').replace('data-science@', 'new-owner@')));

    expect(answer).toEqual({ became: 'refused', project: 'abalone', problems: 1 });
    expect((await project())?.source.versionId).toBe('v1');
    expect(services.mails.sent.map(({ to }) => to)).toEqual(['operators@example.com', 'data-science@example.com']);
    expect(services.mails.sent[0]?.text).toContain('did you mean "Rings"?');
  });

  it('with mistakes is told once, however often its event arrives', async () => {
    const { apply, write, services } = givenConfig();
    const changed = write('project: [');

    await apply(changed);
    await apply(changed);

    expect(services.mails.sent).toHaveLength(1);
  });

  it.each([
    ['other bytes than UTF-8', Buffer.from([0xff, 0xfe, 0x41, 0x00]), 'is no UTF-8 text'],
    ['more than 1 MB', Buffer.alloc(1024 * 1024 + 1, '#'), 'is larger than 1 MB'],
  ])('with %s is refused', async (_, body, told) => {
    const { apply, write, services } = givenConfig();

    await apply(write(body));

    expect(services.mails.sent[0]?.text).toContain(told);
  });

  it('that is deleted before it is read changes nothing', async () => {
    const { apply, write, services, project } = givenConfig();
    const changed = write(FILE);
    services.datasets.destroy({ bucket: '', key: 'projects/abalone/project.yml', versionId: 'v1' });

    expect(await apply(changed)).toEqual({ became: 'gone', project: 'abalone' });
    expect(await project()).toBeUndefined();
  });

  it('in a folder below the project is none of its business', async () => {
    const { apply, write } = givenConfig();

    expect(await apply(write(FILE, 'projects/abalone/old/project.yml'))).toEqual({ became: 'ignored' });
  });
});
