import { asFacts, factsIn, textIn } from '../../iam/needs/need.ts';
import { addressIn, recipientsIn } from '../../iam/needs/ses.ts';
import { AwsError, type CloudSettings, type Facts } from '../../plane.ts';
import type { MailRecord } from './mail-record.ts';
import { isSuccess, type Mend, type Outcome, textOf } from './mend.ts';

/** SES as its clients know it: every accepted mail is recorded, and refusals are worded as SES words them. */
export function recordAndRefuse(mails: MailRecord, { region }: Pick<CloudSettings, 'region'>): Mend {
  return {
    service: 'ses',
    actions: ['SendEmail', 'SendRawEmail'],
    async apply({ action, input }, { onward }) {
      const recipients = recipientsIn(input);
      const refused = recipients.filter((address) => mails.isRefused(addressIn(address)));
      if (refused.length > 0) throw unverified(refused, region);
      const outcome = await onward();
      const sender = textIn(input, 'Source') ?? textIn(input, 'FromEmailAddress') ?? '';
      if (isRejection(outcome)) throw unverified([sender], region);
      const messageId = textOf(outcome, 'MessageId');
      if (isSuccess(outcome) && messageId !== undefined)
        mails.append({ messageId, at: new Date().toISOString(), from: sender, to: [...recipients], ...contentOf(action, input) });
      return outcome;
    },
  };
}

/** The account's suppression list (SES v2); moto has none. */
export function keepSuppressionList(mails: MailRecord): Mend {
  const suppressed = (EmailAddress: string) => ({ EmailAddress, Reason: 'BOUNCE', LastUpdateTime: 0 });
  return {
    service: 'ses',
    actions: ['PutSuppressedDestination', 'DeleteSuppressedDestination', 'GetSuppressedDestination', 'ListSuppressedDestinations'],
    async apply({ action, input }) {
      const address = textIn(input, 'EmailAddress') ?? '';
      if (action === 'ListSuppressedDestinations') return { facts: { SuppressedDestinationSummaries: mails.refused().map(suppressed) } };
      if (action === 'PutSuppressedDestination') mails.refuse(address);
      else if (!mails.refused().includes(address.toLowerCase()))
        throw new AwsError('NotFoundException', `Email address ${address} does not exist on your suppression list.`, 404);
      if (action === 'DeleteSuppressedDestination') mails.accept(address);
      return { facts: action === 'GetSuppressedDestination' ? { SuppressedDestination: suppressed(address) } : {} };
    },
  };
}

/** moto knows which senders are verified but words the refusal otherwise than SES. */
function isRejection(outcome: Outcome): boolean {
  return 'answer' in outcome && outcome.answer.status === 400 && /Email address not verified/.test(outcome.answer.body.toString());
}

function unverified(identities: readonly string[], region: string): AwsError {
  return new AwsError(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${identities.join(', ')}`,
  );
}

function contentOf(action: string, input: Facts): { readonly subject: string; readonly html: string; readonly text: string } {
  if (action === 'SendRawEmail') {
    const raw = Buffer.from(textIn(input, 'RawMessage.Data') ?? '', 'base64').toString('utf8');
    return { subject: /^Subject: (.*)$/im.exec(raw)?.[1]?.trim() ?? '', html: '', text: raw };
  }
  const flat = (part: string) => textIn(input, `Message.${part}.Data`);
  const simple = factsIn(factsIn(input, 'Content'), 'Simple');
  const nested = (holder: Facts, part: string) => textIn(asFacts(holder[part]), 'Data');
  const body = factsIn(simple, 'Body');
  return {
    subject: flat('Subject') ?? nested(simple, 'Subject') ?? '',
    html: flat('Body.Html') ?? nested(body, 'Html') ?? '',
    text: flat('Body.Text') ?? nested(body, 'Text') ?? '',
  };
}
