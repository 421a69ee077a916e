import { CreateRepositoryCommand, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { boolean, kind } from './resource-kind.ts';
import { unlessThere } from './unless-there.ts';

const Repository = z.strictObject({
  RepositoryName: z.string(),
  ImageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE']),
  ImageScanningConfiguration: z.strictObject({ ScanOnPush: boolean }),
  EncryptionConfiguration: z.strictObject({ EncryptionType: z.literal('AES256') }),
  LifecyclePolicy: z.strictObject({ LifecyclePolicyText: z.string() }),
});

export const repository = kind({
  type: 'AWS::ECR::Repository',
  properties: Repository,
  recorded: ['ImageScanningConfiguration', 'EncryptionConfiguration', 'LifecyclePolicy'],
  async create({ RepositoryName: repositoryName, ...settled }, { aws, settings: { account, region } }) {
    const creation = new CreateRepositoryCommand({
      repositoryName,
      imageTagMutability: settled.ImageTagMutability,
      imageScanningConfiguration: { scanOnPush: settled.ImageScanningConfiguration.ScanOnPush },
      encryptionConfiguration: { encryptionType: settled.EncryptionConfiguration.EncryptionType },
    });
    await unlessThere(aws.ecr.send(creation));
    await aws.ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: settled.LifecyclePolicy.LifecyclePolicyText }));
    const attributes = {
      Arn: `arn:aws:ecr:${region}:${account}:repository/${repositoryName}`,
      RepositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${repositoryName}`,
    };
    return { ref: repositoryName, attributes };
  },
});
