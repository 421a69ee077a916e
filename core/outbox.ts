import type { Mail } from './emails/letter.ts';
import type { Write } from './ports.ts';
import { keys } from './records.ts';

/** The mails of one outcome, to be written in the transaction that records it; sending them is separate and may be repeated. */
export function putMails(outcomeOf: string, project: string, mails: readonly Mail[], at: string): readonly Write[] {
  if (mails.length === 0) return [];
  return [
    { put: keys.outbox(outcomeOf), item: { outcomeOf, project, writtenAt: at } },
    ...mails.map((mail, n) => ({
      put: keys.mail(outcomeOf, n),
      item: { outcomeOf, project, n, ...mail, status: 'pending', writtenAt: at },
    })),
  ];
}
