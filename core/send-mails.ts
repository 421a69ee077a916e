import { MailNotSentError, MailRefusedError } from './errors.ts';
import { linkReports } from './link-reports.ts';
import type { Item, Services } from './ports.ts';
import { readRecord } from './read-record.ts';
import { keys, MailRecord } from './records.ts';

/** `links` where a report may be told of: others send what knows of none. */
type Needed = Pick<Services, 'records' | 'mails' | 'clock'> & Partial<Pick<Services, 'links'>>;

/** Longer than any sender lives (two minutes) and two machines' clocks differ (five): after it, a sender that was heard of no more is taken as dead and its mail is sent again. */
const LEASE_SECONDS = 420;

export type MailsSent = { readonly sent: number; readonly refused: number; readonly elsewhere: number };
type Fate = 'sent' | 'refused' | 'elsewhere';

/**
 * Sends what the outbox still holds for one outcome (a run's, or that of a request which became none). An address that SES refuses costs the others nothing;
 * a technical failure is thrown once all were tried, and what was not sent stays pending.
 */
export async function sendMails(outcomeOf: string, services: Needed): Promise<MailsSent> {
  const mails = (await services.records.query(keys.mail(outcomeOf, 0).pk, '')).map((item) => readRecord(MailRecord, item, `a mail about ${outcomeOf}`));
  const open = mails.filter(({ status }) => status === 'pending' || status === 'sending');
  const fates: Fate[] = [];
  const failures: unknown[] = [];
  for (const mail of open)
    await sendOne(mail, services).then(
      (fate) => fates.push(fate),
      (error) => failures.push(error),
    );
  if (failures.length > 0) throw new MailNotSentError(outcomeOf, failures.length, { cause: failures[0] });
  const count = (fate: Fate) => fates.filter((each) => each === fate).length;
  if (mails.length > 0 && count('elsewhere') === 0) await services.records.write({ delete: keys.outbox(outcomeOf) });
  return { sent: count('sent'), refused: count('refused'), elsewhere: count('elsewhere') };
}

/** For whoever has recorded all that he had to: what SES does not take now stays in the outbox, and reconcile sends it. */
export async function trySendMails(outcomeOf: string, services: Needed): Promise<void> {
  await sendMails(outcomeOf, services).catch((error: unknown) => {
    if (!(error instanceof MailNotSentError)) throw error;
  });
}

async function sendOne(mail: MailRecord, services: Needed): Promise<Fate> {
  const lease = await takeLease(mail, services);
  if (lease === undefined) return 'elsewhere';
  const answer = await linkReports(mail, services)
    .then((linked) => services.mails.send(linked))
    .catch((error: unknown) => ({ error }));
  if ('messageId' in answer) {
    await settle(mail, lease, { status: 'sent', sentAt: services.clock.now().toISOString(), messageId: answer.messageId }, services);
    return 'sent';
  }
  if (answer.error instanceof MailRefusedError) {
    await settle(mail, lease, { status: 'refused', refusal: answer.error.message }, services);
    return 'refused';
  }
  await settle(mail, lease, { status: 'pending' }, services);
  throw answer.error;
}

/** Two senders of one outcome may work side by side; each mail goes to the one whose lease was written. */
async function takeLease(mail: MailRecord, { records, clock }: Needed): Promise<string | undefined> {
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + LEASE_SECONDS * 1000).toISOString();
  const written = await records.write({
    update: keys.mail(mail.outcomeOf, mail.n),
    set: { status: 'sending', leaseUntil },
    when: { anyOf: [{ equals: ['status', 'pending'] }, { allOf: [{ equals: ['status', 'sending'] }, { lessThan: ['leaseUntil', now.toISOString()] }] }] },
  });
  return written.done ? leaseUntil : undefined;
}

/** Whoever lost his lease meanwhile leaves the mail to the one who took it. */
async function settle({ outcomeOf, n }: MailRecord, lease: string, set: Item, { records }: Needed): Promise<void> {
  await records.write({ update: keys.mail(outcomeOf, n), set, remove: ['leaseUntil'], when: { equals: ['leaseUntil', lease] } });
}
