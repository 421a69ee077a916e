import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type GatewayWorld, makeDataBucket, objectIn, startGatewayWorld } from './gateway-world.ts';

let Bucket: string;
let world: GatewayWorld;
let s3: S3Client;

beforeAll(async () => {
  world = await startGatewayWorld();
  s3 = new S3Client(world.client());
  Bucket = await makeDataBucket(s3);
});

beforeEach(() => void world.happenings.splice(0));

afterAll(async () => {
  s3.destroy();
  await world.close();
});

describe('a presigned address', () => {
  it('takes an object, which is told', async () => {
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'presigned' }), { expiresIn: 60 });

    const answer = await fetch(url, { method: 'PUT', body: 'signed' });

    expect(answer.status).toBe(200);
    expect(world.happenings.at(-1)?.detail).toMatchObject({ reason: 'PutObject', object: { key: 'presigned', size: 6 } });
  });

  it('is worthless after its time', async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'read' }), { expiresIn: 1, signingDate: new Date(Date.now() - 5000) });

    const answer = await fetch(url);

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
  });

  it('opens no other object', async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'read' }), { expiresIn: 60 });

    const answer = await fetch(url.replace('/read?', '/from?'));

    expect(await answer.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  });
});

describe('a form that a browser posts', () => {
  it('takes an object within what its policy allows, which is told', async () => {
    const post = (key: string, size: number) =>
      world.python(`
import urllib.request, urllib.error
line = "form-boundary-of-the-usual-length"
form = boto3.client("s3", config=Config(signature_version="s3v4")).generate_presigned_post("${Bucket}", "forms/$" + "{filename}", Conditions=[["starts-with", "$key", "forms/"], ["content-length-range", 1, 10]])
fields = {**form["fields"], "key": "${key}"}
parts = "".join(f'--{line}\\r\\nContent-Disposition: form-data; name="{name}"\\r\\n\\r\\n{value}\\r\\n' for name, value in fields.items())
body = parts + f'--{line}\\r\\nContent-Disposition: form-data; name="file"; filename="a.csv"\\r\\nContent-Type: text/csv\\r\\n\\r\\n' + "1" * ${size} + f'\\r\\n--{line}--\\r\\n'
try:
    print(urllib.request.urlopen(urllib.request.Request(form["url"], data=body.encode(), headers={"Content-Type": "multipart/form-data; boundary=" + line})).status)
except urllib.error.HTTPError as error:
    print(json.dumps(error.read().decode()))`);

    expect(await post('forms/a.csv', 5)).toBe(204);
    expect(await post('elsewhere/a.csv', 5)).toContain('<Code>AccessDenied</Code>');
    expect(await post('forms/b.csv', 50)).toContain('content-length-range');
    expect(world.happenings.map(({ detail }) => [detail['reason'], objectIn(detail)['key'], objectIn(detail)['size']])).toEqual([
      ['POST Object', 'forms/a.csv', 5],
    ]);
  });
});
