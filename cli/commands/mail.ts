import { answer } from '../print.ts';
import { allMails } from '../stories.ts';
import { findTarget, type TargetOptions } from '../target.ts';

/** `nacre mail`: every mail that an outcome wrote, and what became of it. */
export async function mail(options: TargetOptions & { readonly full?: boolean; readonly json?: boolean }): Promise<void> {
  const mails = await allMails(await findTarget(options));
  const rows = mails.map(({ outcomeOf, to, subject, status, sentAt, refusal, text, html }) => ({
    about: outcomeOf,
    to,
    subject,
    status,
    sentAt: sentAt ?? null,
    ...(refusal && { refusal }),
    text,
    html,
  }));
  answer(
    options.json,
    { mails: rows },
    () =>
      rows
        .map(
          ({ sentAt, status, to, subject, refusal, text }) =>
            `${sentAt ?? status}  ${to}  ${subject}${refusal ? `  (${refusal})` : ''}${options.full ? `\n\n${text}` : ''}`,
        )
        .join('\n') || 'No mail yet.',
  );
}
