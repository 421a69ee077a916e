import * as z from 'zod/mini';

/**
 * How a mail opens a report for whoever reads it. `presigned`: one click, no login, for a few hours, for everybody who has the mail.
 * `console`: one click and a login to AWS. `none`: the mail names the report and the command that fetches it.
 */
export const ReportLink = z.enum(['presigned', 'console', 'none']);
export type ReportLink = z.infer<typeof ReportLink>;

/** `notify` in project.yml: how the owners are told. The defaults hold where it is left out. */
export const NotifySettings = z.strictObject({ links: z._default(ReportLink, 'presigned') });
export type NotifySettings = z.infer<typeof NotifySettings>;

export const DEFAULT_NOTIFY: NotifySettings = NotifySettings.parse({});
