import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export type SentMail = z.infer<typeof SentMail>;

/** Every mail that SES accepted, as JSON lines in <folder>/mails.jsonl, and the addresses that SES refuses. */
export interface MailRecord {
  append(mail: SentMail): void;
  all(): readonly SentMail[];
  /** From now on mail to this address is rejected, as SES rejects a recipient that it cannot serve. */
  refuse(address: string): void;
  accept(address: string): void;
  refused(): readonly string[];
  isRefused(address: string): boolean;
}

export function recordMails({ folder }: { readonly folder: string }): MailRecord {
  const refused = new Set<string>();
  return {
    append(mail) {
      mkdirSync(folder, { recursive: true });
      appendFileSync(join(folder, FILE), `${JSON.stringify(mail)}\n`);
    },
    all: () => readMails(folder),
    refuse: (address) => void refused.add(address.toLowerCase()),
    accept: (address) => void refused.delete(address.toLowerCase()),
    refused: () => [...refused],
    // An address that says so itself is refused too: a test or a person can provoke a refusal from outside, by project.yml alone.
    isRefused: (address) => refused.has(address.toLowerCase()) || address.toLowerCase().includes('refused'),
  };
}

/** The mails of a cloud, whether it runs or not; oldest first. */
export function readMails(folder: string): readonly SentMail[] {
  const path = join(folder, FILE);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => SentMail.parse(JSON.parse(line)));
}

const FILE = 'mails.jsonl';

const SentMail = z.object({
  messageId: z.string(),
  at: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
});
