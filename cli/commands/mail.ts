import { s3Links } from '../../adapters/links.ts';
import { linkReports } from '../../core/link-reports.ts';
import { answer } from '../print.ts';
import { allMails } from '../stories.ts';
import { findTarget, type TargetOptions } from '../target.ts';

/** `nacre mail`: every mail that an outcome wrote, and what became of it. Its links open with the rights of whoever asks, from now on. */
export async function mail(options: TargetOptions & { readonly full?: boolean; readonly json?: boolean }): Promise<void> {
  const target = await findTarget(options);
  const links = s3Links(target.buckets.artifacts, target.clients.s3);
  const mails = await Promise.all((await allMails(target)).map((each) => linkReports(each, { links })));
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
