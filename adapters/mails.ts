import { MailFromDomainNotVerifiedException, MessageRejected, SESClient, SESServiceException, SendEmailCommand } from '@aws-sdk/client-ses';
import { MailRefusedError } from '../core/errors.ts';
import type { Mails } from '../core/ports.ts';

/** Mails leave through SES, from the one address that the deployment has verified. */
export function sesMails(from: string, client = new SESClient({})): Mails {
  return {
    async send({ to, subject, html, text }) {
      const message = { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } };
      try {
        const { MessageId = '' } = await client.send(new SendEmailCommand({ Source: from, Destination: { ToAddresses: [to] }, Message: message }));
        return { messageId: MessageId };
      } catch (error) {
        if (isRefusal(error)) throw new MailRefusedError(`SES refuses mail from ${from} to ${to}: ${error.message}`, { cause: error });
        throw error;
      }
    },
  };
}

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** Sending the same mail again would be refused again. A paused account or a throttled call is not such a refusal. */
function isRefusal(error: unknown): error is SESServiceException {
  const lasting = error instanceof MessageRejected || error instanceof MailFromDomainNotVerifiedException;
  return lasting || (error instanceof SESServiceException && error.name === 'InvalidParameterValue');
}
