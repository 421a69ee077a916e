import type { Need, Place } from '../../iam/needs/need.ts';
import type { ObjectRequest } from '../../iam/needs/s3.ts';
import { AwsError } from '../../plane.ts';
import type { MotoConnection } from '../moto-connection.ts';
import type { BucketSettings } from './bucket-settings.ts';

/** What S3 asks KMS on behalf of the caller, so that a key's policy is felt as on AWS. */
export interface KeyNeeds {
  /** Before a write: GenerateDataKey under the object's key, Decrypt for the later parts of an upload. */
  ofWrite(request: ObjectRequest): Promise<readonly Need[]>;
  /** Before bytes are handed out: Decrypt under the key that the object was encrypted with. */
  ofRead(object: { readonly bucket: string; readonly key: string; readonly keyId: string | undefined }): Promise<readonly Need[]>;
}

export function askForKeys(moto: MotoConnection, settings: BucketSettings, place: Place): KeyNeeds {
  const arns = new Map<string, Promise<string>>();
  const arnOf = (keyId: string) => {
    const known = arns.get(keyId) ?? resolveKey(moto, keyId);
    arns.set(keyId, known);
    known.catch(() => arns.delete(keyId));
    return known;
  };
  const need = async (action: string, keyId: string, bucket: string, key: string): Promise<Need> => {
    const bucketKey = (await settings.encryption(bucket))?.bucketKey ?? false;
    const context = {
      'kms:ViaService': `s3.${place.region}.amazonaws.com`,
      'kms:CallerAccount': place.account,
      'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${bucket}${bucketKey ? '' : `/${key}`}`,
    };
    return { action: `kms:${action}`, resource: await arnOf(keyId), context };
  };
  return {
    async ofWrite({ operation, bucket, key = '', encryption }) {
      const action = WRITES[operation];
      const applied = encryption ?? (await settings.encryption(bucket));
      if (action === undefined || applied?.algorithm !== 'aws:kms' || applied.keyId === undefined) return [];
      return [await need(action, applied.keyId, bucket, key)];
    },
    ofRead: async ({ bucket, key, keyId }) => (keyId === undefined ? [] : [await need('Decrypt', keyId, bucket, key)]),
  };
}

const WRITES: Readonly<Record<string, string>> = {
  PutObject: 'GenerateDataKey',
  PostObject: 'GenerateDataKey',
  CopyObject: 'GenerateDataKey',
  CreateMultipartUpload: 'GenerateDataKey',
  UploadPart: 'Decrypt',
  UploadPartCopy: 'Decrypt',
  CompleteMultipartUpload: 'Decrypt',
};

/** A key may be named by ARN, id or alias; policies guard its ARN. */
async function resolveKey(moto: MotoConnection, keyId: string): Promise<string> {
  if (/^arn:aws:kms:[^:]+:\d+:key\//.test(keyId)) return keyId;
  const { status, body } = await moto.ask('kms', { target: 'TrentService.DescribeKey', body: JSON.stringify({ KeyId: keyId }) });
  const arn = /"Arn":\s*"([^"]+)"/.exec(body.toString())?.[1];
  if (status !== 200 || arn === undefined) throw new AwsError('KMS.NotFoundException', `Key '${keyId}' does not exist`, 400);
  return arn;
}
