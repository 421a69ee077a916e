import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DescribeModelPackageCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sagemakerRegistry } from '../../../adapters/registry.ts';
import { ModelJudged } from '../../../events/model-judged.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const GROUP = 'nacre-dev-abalone';
const ARN = `arn:aws:sagemaker:eu-west-1:123456789012:model-package/${GROUP}`;
const VERSION = {
  ModelPackageGroupName: GROUP,
  ModelApprovalStatus: 'PendingManualApproval' as const,
  CustomerMetadataProperties: { run: 'abalone-1-abc123' },
  MetadataProperties: { GeneratedBy: 'abalone-1-abc123' },
  InferenceSpecification: {
    Containers: [{ Image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/nacre/training@sha256:${'a'.repeat(64)}`, ModelDataUrl: 's3://b/model.tar.gz' }],
    SupportedContentTypes: ['text/csv'],
    SupportedResponseMIMETypes: ['text/csv'],
  },
};

let world: GatewayWorld;
let sagemaker: SageMakerClient;

beforeAll(async () => {
  world = await startGatewayWorld();
  sagemaker = new SageMakerClient(world.client());
  await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: GROUP, ModelPackageGroupDescription: 'abalone' }));
});
afterAll(() => world.close());

const told = () => world.happenings.filter(({ detailType }) => detailType === 'SageMaker Model Package State Change');

describe('a version of a model', () => {
  it('is told of when it is made, once for one client token', async () => {
    await sagemaker.send(new CreateModelPackageCommand({ ...VERSION, ClientToken: 'abalone-1-abc123' }));
    await sagemaker.send(new CreateModelPackageCommand({ ...VERSION, ClientToken: 'abalone-1-abc123' }));

    expect(told()).toHaveLength(1);
    expect(told()[0]).toMatchObject({
      source: 'aws.sagemaker',
      resources: [`${ARN}/1`],
      detail: {
        ...{ ModelPackageGroupName: GROUP, ModelPackageVersion: 1, ModelPackageArn: `${ARN}/1` },
        ...{ ModelApprovalStatus: 'PendingManualApproval', ModelPackageStatus: 'Completed', CertifyForMarketplace: false },
        CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        InferenceSpecification: { Containers: [{ ModelDataUrl: 's3://b/model.tar.gz' }] },
      },
    });
    expect(told()[0]?.detail).not.toHaveProperty('UpdatedModelPackageFields');
  });

  it('is told of when a person judges it, with what was changed, and keeps what the update leaves out', async () => {
    const judgement = { ModelPackageArn: `${ARN}/1`, ModelApprovalStatus: 'Approved', ApprovalDescription: 'checked by hand' } as const;
    await sagemaker.send(new UpdateModelPackageCommand(judgement));

    const event = told().at(-1);
    expect(event?.detail).toMatchObject({ ModelApprovalStatus: 'Approved', UpdatedModelPackageFields: ['ModelApprovalStatus', 'ApprovalDescription'] });
    expect(ModelJudged.parse({ ...event, 'detail-type': event?.detailType }).detail.ModelPackageArn).toBe(`${ARN}/1`);
    expect(await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: `${ARN}/1` }))).toMatchObject({
      CustomerMetadataProperties: { run: 'abalone-1-abc123' },
      ApprovalDescription: 'checked by hand',
    });
  });

  it('is described to the product with the run that made it, and listed newest first while it is approved', async () => {
    const registry = sagemakerRegistry(sagemaker);
    for (const ClientToken of ['abalone-2-abc123', 'abalone-3-abc123'])
      await sagemaker.send(
        new CreateModelPackageCommand({ ...VERSION, ModelApprovalStatus: ClientToken.includes('-2-') ? 'Rejected' : 'Approved', ClientToken }),
      );

    expect(await registry.describePackage(`${ARN}/1`)).toMatchObject({
      ...{ arn: `${ARN}/1`, group: GROUP, version: 1, approval: 'Approved', run: 'abalone-1-abc123', why: 'checked by hand' },
    });
    expect(await registry.describePackage(`${ARN}/9`)).toBeUndefined();
    expect(await registry.approvedPackages(GROUP)).toEqual([`${ARN}/3`, `${ARN}/1`]);
  });

  it('that cannot be changed is told of to nobody', async () => {
    const before = told().length;

    await expect(sagemaker.send(new UpdateModelPackageCommand({ ModelPackageArn: `${ARN}/9`, ModelApprovalStatus: 'Approved' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(told()).toHaveLength(before);
  });
});
