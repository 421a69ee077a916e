import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateModelCommand,
  type CreateModelCommandInput,
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DeleteModelCommand,
  DescribeModelCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { account, region } from '../../gateway/gateway-world.ts';
import { openSageMakerWorld, REGISTRY, ROLE, type SageMakerWorld } from '../sagemaker-world.ts';

let world: SageMakerWorld;
let image: string;
let groups = 0;
beforeAll(async () => {
  world = await openSageMakerWorld();
  image = world.image('#!/bin/sh\n');
});
afterAll(() => world.close());

const _arn = (name: string) => `arn:aws:sagemaker:${region}:${account}:model/${name}`;
const create = (ModelName: string, changes: Partial<CreateModelCommandInput> = {}) =>
  world.sagemaker.send(new CreateModelCommand({ ModelName, ExecutionRoleArn: ROLE, PrimaryContainer: container(), ...changes }));
const container = (changes: object = {}) => ({ Image: image, ModelDataUrl: 's3://data/model.tar.gz', ...changes });
const _remove = (ModelName: string) => world.sagemaker.send(new DeleteModelCommand({ ModelName }));
const described = (ModelName: string) => world.sagemaker.send(new DescribeModelCommand({ ModelName }));

describe('a model of a model package', () => {
  const packaged = async (Container: object) => {
    groups += 1;
    const ModelPackageGroupName = `group-${groups}`;
    await world.sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName }));
    const { ModelPackageArn = '' } = await world.sagemaker.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName,
        InferenceSpecification: { Containers: [{ Image: image, ...Container }], SupportedContentTypes: ['text/csv'], SupportedResponseMIMETypes: ['text/csv'] },
      }),
    );
    return ModelPackageArn;
  };

  it('has its image and data from the version that it names', async () => {
    const ModelPackageName = await packaged({ ModelDataUrl: 's3://data/model.tar.gz', Environment: { A: 'package', B: 'package' } });

    await create('packaged', { PrimaryContainer: { ModelPackageName, Environment: { B: 'model' } } });

    expect((await described('packaged')).PrimaryContainer).toMatchObject({ ModelPackageName, Environment: { B: 'model' } });
  });

  it('is refused where the version is not there, or its data has gone', async () => {
    await world.put('gone.tar.gz', 'x');
    const ModelPackageName = await packaged({ ModelDataUrl: 's3://data/gone.tar.gz' });
    await world.s3.send(new DeleteObjectCommand({ Bucket: 'data', Key: 'gone.tar.gz' }));
    const nowhere = `arn:aws:sagemaker:${region}:${account}:model-package/nowhere/1`;

    await expect(create('gone', { PrimaryContainer: { ModelPackageName } })).rejects.toThrow(/^Could not access model data at s3:\/\/data\/gone\.tar\.gz/);
    await expect(create('gone', { PrimaryContainer: { ModelPackageName: nowhere } })).rejects.toThrow(`Could not find model package "${nowhere}".`);
  });

  it('keeps the image that was registered, by its digest', async () => {
    const ImageDigest = `sha256:${'a'.repeat(64)}`;
    const ModelPackageName = await packaged({ Image: `${REGISTRY}/other:1`, ImageDigest });

    await expect(create('digest', { PrimaryContainer: { ModelPackageName } })).rejects.toThrow(`Requested image ${REGISTRY}/other@${ImageDigest} not found.`);
  });
});
