import {
  AddTagsCommand,
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  ListModelPackagesCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { SESClient, SendEmailCommand, VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.close());

describe('the model registry', () => {
  const group = { ModelPackageGroupName: 'nacre-dev-abalone', ModelPackageGroupDescription: 'abalone' };
  const version = {
    ModelPackageGroupName: 'nacre-dev-abalone',
    ModelApprovalStatus: 'Approved' as const,
    InferenceSpecification: {
      Containers: [{ Image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/nacre/training@sha256:${'a'.repeat(64)}`, ModelDataUrl: 's3://b/model.tar.gz' }],
      SupportedContentTypes: ['text/csv'],
      SupportedResponseMIMETypes: ['text/csv'],
    },
  };

  it('makes one version for one client token, even at the same moment', async () => {
    const sagemaker = new SageMakerClient(world.client());
    await sagemaker.send(new CreateModelPackageGroupCommand(group));
    const create = (ClientToken: string) => sagemaker.send(new CreateModelPackageCommand({ ...version, ClientToken }));

    const [first, again] = await Promise.all([create('abalone-1'), create('abalone-1')]);
    const later = await create('abalone-1');
    const other = await create('abalone-2');

    expect([again.ModelPackageArn, later.ModelPackageArn]).toEqual([first.ModelPackageArn, first.ModelPackageArn]);
    expect(other.ModelPackageArn).toMatch(/model-package\/nacre-dev-abalone\/2$/);
    expect((await sagemaker.send(new ListModelPackagesCommand({ ModelPackageGroupName: 'nacre-dev-abalone' }))).ModelPackageSummaryList).toHaveLength(2);
  });

  it('refuses a second group of the same name', async () => {
    const refused = new SageMakerClient(world.client()).send(new CreateModelPackageGroupCommand(group));

    await expect(refused).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Model Package Group already exists: arn:aws:sagemaker:eu-west-1:123456789012:model-package-group/nacre-dev-abalone',
    });
  });

  it('keeps the tags of a version', async () => {
    const sagemaker = new SageMakerClient(world.client());
    const ResourceArn = 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/nacre-dev-abalone/1';

    await sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'nacre:run', Value: 'abalone-1' }] }));

    expect((await sagemaker.send(new ListTagsCommand({ ResourceArn }))).Tags).toEqual([{ Key: 'nacre:run', Value: 'abalone-1' }]);
  });
});

describe('a mail', () => {
  const mail = (to: string, Source = 'Nacre <nacre@example.com>') =>
    new SendEmailCommand({
      Source,
      Destination: { ToAddresses: [to] },
      Message: { Subject: { Data: 'rmse 2.1 & better + more' }, Body: { Html: { Data: '<b>ü</b>' }, Text: { Data: 'ü' } } },
    });
  let ses: SESClient;

  beforeAll(async () => {
    ses = new SESClient(world.client());
    await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'nacre@example.com' }));
  });

  it('that SES takes is recorded with all its parts', async () => {
    const sent = await ses.send(mail('owner@example.com'));

    expect(world.mails.all()).toEqual([
      {
        messageId: sent.MessageId,
        at: expect.any(String),
        from: 'Nacre <nacre@example.com>',
        to: ['owner@example.com'],
        subject: 'rmse 2.1 & better + more',
        html: '<b>ü</b>',
        text: 'ü',
      },
    ]);
  });

  it('of version 2 of SES is recorded alike', async () => {
    await world.python(`
client("sesv2").send_email(FromEmailAddress="nacre@example.com", Destination={"ToAddresses": ["two@example.com"]}, Content={"Simple": {"Subject": {"Data": "two"}, "Body": {"Text": {"Data": "t"}, "Html": {"Data": "h"}}}})
print("{}")`);

    expect(world.mails.all().at(-1)).toMatchObject({ to: ['two@example.com'], subject: 'two', html: 'h', text: 't' });
  });

  it('from a sender that is not verified is rejected in the words of SES', async () => {
    await expect(ses.send(mail('owner@example.com', 'stranger@example.com'))).rejects.toMatchObject({
      name: 'MessageRejected',
      message: 'Email address is not verified. The following identities failed the check in region EU-WEST-1: stranger@example.com',
    });
  });

  it('to a suppressed recipient is rejected, until the suppression ends', async () => {
    await world.aws(['sesv2', 'put-suppressed-destination', '--email-address', 'bounced@example.com', '--reason', 'BOUNCE']);
    await expect(ses.send(mail('bounced@example.com'))).rejects.toMatchObject({ name: 'MessageRejected' });

    await world.aws(['sesv2', 'delete-suppressed-destination', '--email-address', 'bounced@example.com']);
    await expect(ses.send(mail('bounced@example.com'))).resolves.toHaveProperty('MessageId');
  });

  it('is sent only in the name of the identity that a policy names', async () => {
    const credentials = world.role('sender', {
      Effect: 'Allow',
      Action: 'ses:SendEmail',
      Resource: 'arn:aws:ses:eu-west-1:123456789012:identity/nacre@example.com',
    });
    const client = new SESClient(world.client(credentials));

    await client.send(mail('owner@example.com'));

    await expect(client.send(mail('owner@example.com', 'stranger@example.com'))).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
