import type { MotoConnection } from '../moto-connection.ts';
import { xmlNodes, xmlText } from '../xml.ts';

/** What the gateway must know of a bucket to act for S3: its default encryption, and whether it tells EventBridge. */
export interface BucketSettings {
  encryption(bucket: string): Promise<{ readonly algorithm: string; readonly keyId?: string; readonly bucketKey: boolean } | undefined>;
  tellsEventBridge(bucket: string): boolean;
  /** A setting passed by: what was known of it is stale. `body` is what the client sent. */
  changed(operation: string, bucket: string, body: Buffer): void;
}

export function rememberBucketSettings(moto: MotoConnection): BucketSettings {
  const answers = new Map<string, Promise<string | Buffer>>();
  const telling = new Set<string>();
  const ask = (bucket: string, setting: string) => {
    const known =
      answers.get(`${bucket}?${setting}`) ??
      moto.ask('s3', { method: 'GET', path: `/${bucket}?${setting}` }).then(({ status, body }) => (status === 200 ? body : ''));
    answers.set(`${bucket}?${setting}`, known);
    return known;
  };
  return {
    encryption: async (bucket) => encryptionIn(await ask(bucket, 'encryption')),
    tellsEventBridge: (bucket) => telling.has(bucket),
    changed(operation, bucket, body) {
      answers.delete(`${bucket}?encryption`);
      if (operation === 'DeleteBucket') telling.delete(bucket);
      if (operation !== 'PutBucketNotification') return;
      if (xmlNodes(body, 'NotificationConfiguration', 'EventBridgeConfiguration').length > 0) telling.add(bucket);
      else telling.delete(bucket);
    },
  };
}

function encryptionIn(xml: string | Buffer): Awaited<ReturnType<BucketSettings['encryption']>> {
  const rule = ['ServerSideEncryptionConfiguration', 'Rule'] as const;
  const algorithm = xmlText(xml, ...rule, 'ApplyServerSideEncryptionByDefault', 'SSEAlgorithm');
  const keyId = xmlText(xml, ...rule, 'ApplyServerSideEncryptionByDefault', 'KMSMasterKeyID');
  const bucketKey = xmlText(xml, ...rule, 'BucketKeyEnabled')?.toLowerCase() === 'true';
  return algorithm === undefined ? undefined : { algorithm, bucketKey, ...(keyId === undefined ? {} : { keyId }) };
}
