import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { s3Links } from '../../adapters/links.ts';

const BUCKET = 'nacre-dev-artifacts-123456789012-eu-west-1';
const uri = `s3://${BUCKET}/abalone/batches-scored/abalone-batch-0a1b2c3d4e5f/1/report.html`;
const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token/of+the session' };
const linksIn = (region: string) => s3Links(BUCKET, new S3Client({ region, credentials }));

describe('a link to a report', () => {
  it('is signed for twelve hours, with the session that signs, for this object and nothing else', async () => {
    const { protocol, host, pathname, searchParams } = new URL(await linksIn('eu-west-1').to(uri, 'presigned'));

    expect({ protocol, host, pathname }).toEqual({
      protocol: 'https:',
      host: `${BUCKET}.s3.eu-west-1.amazonaws.com`,
      pathname: '/abalone/batches-scored/abalone-batch-0a1b2c3d4e5f/1/report.html',
    });
    expect(Object.fromEntries(searchParams)).toMatchObject({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Expires': '43200',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Security-Token': credentials.sessionToken,
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    ['eu-west-1', 'eu-west-1.console.aws.amazon.com'],
    ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('leads to the console of the partition in %s, without a signature', async (region, host) => {
    const link = await linksIn(region).to(uri, 'console');

    expect(link).toBe(`https://${host}/s3/object/${BUCKET}?region=${region}&prefix=abalone%2Fbatches-scored%2Fabalone-batch-0a1b2c3d4e5f%2F1%2Freport.html`);
  });

  it('is made of nothing outside the bucket', async () => {
    await expect(linksIn('eu-west-1').to('s3://another/report.html', 'presigned')).rejects.toThrow('does not lie in s3://');
  });
});
