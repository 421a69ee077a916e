import { SESClient, VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sesMails } from '../../adapters/mails.ts';
import { startMoto } from './moto-server.ts';

const MAIL = { to: 'team@example.com', subject: 'Größe: β', html: '<p>here</p>', text: 'here' };

let moto: Awaited<ReturnType<typeof startMoto>>;
let client: SESClient;

beforeAll(async () => {
  moto = await startMoto();
  client = new SESClient(moto.client);
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});

describe('a mail', () => {
  it('from a verified address is taken and gets an id', async () => {
    await client.send(new VerifyEmailIdentityCommand({ EmailAddress: 'nacre@example.com' }));

    const { messageId } = await sesMails('nacre@example.com', client).send(MAIL);

    expect(messageId).not.toBe('');
  });

  it('that SES rejects will never be taken', async () => {
    await expect(sesMails('unknown@example.org', client).send(MAIL)).rejects.toMatchObject({
      name: 'MailRefusedError',
      message: expect.stringContaining('team@example.com'),
    });
  });

  it('that cannot be handed over now may be sent later', async () => {
    const unreachable = new SESClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'eu-west-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });

    await expect(sesMails('nacre@example.com', unreachable).send(MAIL)).rejects.not.toMatchObject({ name: 'MailRefusedError' });
  });
});
