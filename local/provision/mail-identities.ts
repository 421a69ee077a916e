import { VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { z } from 'zod';
import { kind } from './resource-kind.ts';

/** On AWS the address's owner confirms a mail first; here the address may send at once. */
export const mailIdentity = kind({
  type: 'AWS::SES::EmailIdentity',
  properties: z.strictObject({ EmailIdentity: z.string() }),
  async create({ EmailIdentity }, { aws }) {
    await aws.ses.send(new VerifyEmailIdentityCommand({ EmailAddress: EmailIdentity }));
    return { ref: EmailIdentity };
  },
});
