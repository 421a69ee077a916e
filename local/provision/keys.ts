import { z } from 'zod';
import { document } from './policy-document.ts';
import type { ProvisionedCloud } from './provision.ts';
import { boolean, kind, number } from './resource-kind.ts';
import { unlessThere } from './unless-there.ts';

const Key = z.object({ KeyId: z.string(), Arn: z.string(), Description: z.string().default(''), KeyState: z.string().default('Enabled') });

/** The key's policy acts: whoever reads or writes an object that it encrypts needs it. Its rotation is for the record. */
export const key = kind({
  type: 'AWS::KMS::Key',
  properties: z.strictObject({ Description: z.string(), EnableKeyRotation: boolean.optional(), PendingWindowInDays: number.optional(), KeyPolicy: document }),
  recorded: ['EnableKeyRotation', 'PendingWindowInDays'],
  async create({ Description, EnableKeyRotation, KeyPolicy }, cloud) {
    const Policy = JSON.stringify(KeyPolicy);
    const there = await keyDescribed(Description, cloud);
    const { KeyId, Arn } = there ?? z.object({ KeyMetadata: Key }).parse(await cloud.aws.kms('CreateKey', { Description, Policy })).KeyMetadata;
    if (there !== undefined) await cloud.aws.kms('PutKeyPolicy', { KeyId, PolicyName: 'default', Policy });
    if (EnableKeyRotation) await cloud.aws.kms('EnableKeyRotation', { KeyId });
    cloud.planes.permissions.definePolicyOf(Arn, KeyPolicy);
    return { ref: KeyId, attributes: { Arn, KeyId } };
  },
});

export const keyAlias = kind({
  type: 'AWS::KMS::Alias',
  properties: z.strictObject({ AliasName: z.string(), TargetKeyId: z.string() }),
  async create({ AliasName, TargetKeyId }, { aws }) {
    const made = await unlessThere(aws.kms('CreateAlias', { AliasName, TargetKeyId }));
    if (!made) await aws.kms('UpdateAlias', { AliasName, TargetKeyId });
    return { ref: AliasName };
  },
});

/** Keys have no name: the one that a former deployment made is known by its description. */
async function keyDescribed(description: string, { aws }: ProvisionedCloud): Promise<z.infer<typeof Key> | undefined> {
  const { Keys } = z.object({ Keys: z.array(z.object({ KeyId: z.string() })) }).parse(await aws.kms('ListKeys', {}));
  for (const { KeyId } of Keys) {
    const { KeyMetadata } = z.object({ KeyMetadata: Key }).parse(await aws.kms('DescribeKey', { KeyId }));
    if (KeyMetadata.Description === description && KeyMetadata.KeyState === 'Enabled') return KeyMetadata;
  }
  return undefined;
}
