import {
  AddTagsCommand,
  CreateModelCommand,
  type CreateModelCommandInput,
  DeleteModelCommand,
  DeleteTagsCommand,
  DescribeModelCommand,
  ListModelsCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { account, region } from '../../gateway/gateway-world.ts';
import { ALLOWED, openSageMakerWorld, REGISTRY, ROLE, type SageMakerWorld } from '../sagemaker-world.ts';

let world: SageMakerWorld;
let image: string;
beforeAll(async () => {
  world = await openSageMakerWorld();
  image = world.image('#!/bin/sh\n');
});
afterAll(() => world.close());

const arn = (name: string) => `arn:aws:sagemaker:${region}:${account}:model/${name}`;
const create = (ModelName: string, changes: Partial<CreateModelCommandInput> = {}) =>
  world.sagemaker.send(new CreateModelCommand({ ModelName, ExecutionRoleArn: ROLE, PrimaryContainer: container(), ...changes }));
const container = (changes: object = {}) => ({ Image: image, ModelDataUrl: 's3://data/model.tar.gz', ...changes });
const remove = (ModelName: string) => world.sagemaker.send(new DeleteModelCommand({ ModelName }));
const described = (ModelName: string) => world.sagemaker.send(new DescribeModelCommand({ ModelName }));

describe('a model', () => {
  it('is made, described, and gone after its deletion, when its name is free again', async () => {
    const made = await create('whole', { PrimaryContainer: container({ Environment: { A: 'b' } }) });

    const found = await described('whole');

    expect(made.ModelArn).toBe(arn('whole'));
    expect(found).toMatchObject({
      ModelName: 'whole',
      ModelArn: arn('whole'),
      ExecutionRoleArn: ROLE,
      EnableNetworkIsolation: false,
      CreationTime: expect.any(Date),
      PrimaryContainer: { Image: image, Mode: 'SingleModel', ModelDataUrl: 's3://data/model.tar.gz', Environment: { A: 'b' } },
    });
    await remove('whole');
    await expect(described('whole')).rejects.toMatchObject({ name: 'ValidationException', message: `Could not find model "${arn('whole')}".` });
    await expect(remove('whole')).rejects.toThrow(`Could not find model "${arn('whole')}".`);
    await create('whole');
  });

  it('never has the name of another one, even where two are asked for at the same moment', async () => {
    const answers = await Promise.allSettled([create('twice'), create('twice')]);

    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(create('twice')).rejects.toMatchObject({ name: 'ValidationException', message: `Cannot create already existing model "${arn('twice')}".` });
  });

  it('takes its one container as a list, and needs no data', async () => {
    await world.sagemaker.send(new CreateModelCommand({ ModelName: 'listed', ExecutionRoleArn: ROLE, Containers: [{ Image: image }] }));

    expect(await described('listed')).toMatchObject({ Containers: [{ Image: image, Mode: 'SingleModel' }] });
  });

  it.each<{ fault: string; changes: () => Partial<CreateModelCommandInput>; message: string | RegExp }>([
    { fault: 'without a container', changes: () => ({ PrimaryContainer: {} }), message: /^A container is made of either Image or ModelPackageName/ },
    {
      fault: 'with two containers',
      changes: () => ({ Containers: [container()] }),
      message: /^The laptop cloud serves models of one container; model refused has 2\.$/,
    },
    { fault: 'without a role', changes: () => ({ ExecutionRoleArn: undefined }), message: /Value null at 'executionRoleArn'/ },
    {
      fault: 'with a role that is not there',
      changes: () => ({ ExecutionRoleArn: `arn:aws:iam::${account}:role/nobody` }),
      message: /^Could not assume role .*nobody/,
    },
    {
      fault: 'with data that is no archive',
      changes: () => ({ PrimaryContainer: container({ ModelDataUrl: 's3://data/model.zip' }) }),
      message: /^Invalid ModelDataUrl s3:\/\/data\/model\.zip/,
    },
    { fault: 'with many models', changes: () => ({ PrimaryContainer: container({ Mode: 'MultiModel' }) }), message: /Mode was MultiModel/ },
    {
      fault: 'with an image of elsewhere',
      changes: () => ({ PrimaryContainer: container({ Image: 'tensorflow:2' }) }),
      message: /^Using non-ECR image "tensorflow:2"/,
    },
    {
      fault: 'with an image that was never pushed',
      changes: () => ({ PrimaryContainer: container({ Image: `${REGISTRY}/other:1` }) }),
      message: `Requested image ${REGISTRY}/other:1 not found.`,
    },
    {
      fault: 'with data that is not there',
      changes: () => ({ PrimaryContainer: container({ ModelDataUrl: 's3://data/nothing.tar.gz' }) }),
      message: /^Could not access model data at s3:\/\/data\/nothing\.tar\.gz\. Please ensure that the role ".*transform-job"/,
    },
    {
      fault: 'with data in a bucket that is not there',
      changes: () => ({ PrimaryContainer: container({ ModelDataUrl: 's3://no-such-bucket/model.tar.gz' }) }),
      message: /^Could not access model data at s3:\/\/no-such-bucket/,
    },
  ])('is refused $fault', async ({ changes, message }) => {
    await expect(create('refused', changes())).rejects.toMatchObject({
      name: 'ValidationException',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it.each([
    { right: 'read its data', denied: 's3:GetObject', message: /^Could not access model data at s3:\/\/data\/model\.tar\.gz/ },
    { right: 'pull its image', denied: 'ecr:BatchGetImage', message: /^Requested image .* not found\.$/ },
  ])('is refused where its role may not $right', async ({ denied, message }) => {
    const ExecutionRoleArn = `arn:aws:iam::${account}:role/without-${denied.replace(':', '-')}`;
    world.role(ExecutionRoleArn, [...ALLOWED, { Effect: 'Deny', Action: [denied], Resource: '*' }]);

    await expect(create('forbidden', { ExecutionRoleArn })).rejects.toThrow(message);
  });

  it('is made only by who may pass its role, and tag it', async () => {
    const statement = (Action: string[]) => ({ Effect: 'Allow', Action, Resource: '*' });
    const attempt = (name: string, actions: string[]) =>
      new SageMakerClient(world.world.client(world.world.role(name, statement(actions)))).send(
        new CreateModelCommand({ ModelName: 'by-role', ExecutionRoleArn: ROLE, PrimaryContainer: container(), Tags: [{ Key: 'a', Value: 'b' }] }),
      );

    await expect(attempt('untagging', ['sagemaker:CreateModel', 'iam:PassRole'])).rejects.toThrow(
      /not authorized to perform: sagemaker:AddTags on resource: arn:aws:sagemaker:.*:model\/by-role/,
    );
    await expect(attempt('unpassing', ['sagemaker:CreateModel', 'sagemaker:AddTags'])).rejects.toThrow(/not authorized to perform: iam:PassRole/);
    await expect(attempt('enough', ['sagemaker:CreateModel', 'sagemaker:AddTags', 'iam:PassRole'])).resolves.toMatchObject({ ModelArn: arn('by-role') });
  });
});

describe('models', () => {
  it('are listed, the newest first', async () => {
    for (const name of ['list-b', 'list-a']) await create(name);

    const names = async (input: object) =>
      ((await world.sagemaker.send(new ListModelsCommand({ NameContains: 'list-', ...input }))).Models ?? []).map((model) => model.ModelName);

    expect(await names({})).toEqual(['list-a', 'list-b']);
    expect(await names({ SortBy: 'Name', SortOrder: 'Descending' })).toEqual(['list-b', 'list-a']);
    expect(await names({ CreationTimeBefore: new Date(0) })).toEqual([]);
  });

  it('carry tags', async () => {
    const ResourceArn = arn('tagged');
    await create('tagged', { Tags: [{ Key: 'nacre:run', Value: 'r-1' }] });

    await world.sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'a' }] }));
    await world.sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['nacre:run'] }));

    expect((await world.sagemaker.send(new ListTagsCommand({ ResourceArn }))).Tags).toEqual([{ Key: 'team', Value: 'a' }]);
    await expect(world.sagemaker.send(new ListTagsCommand({ ResourceArn: arn('nobody') }))).rejects.toThrow('Could not find model');
  });
});
