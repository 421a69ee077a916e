import type { Mail } from './emails/letter.ts';
import type { Services } from './ports.ts';
import { escaped, printable } from './printable.ts';

/**
 * The mail with an address that opens in the place of each s3:// address that is marked as a link. The outbox keeps the s3:// ones:
 * what is written there stays the same however often it is sent, and no address that opens lies in the records.
 */
export async function linkReports<Written extends Mail>(mail: Written, { links }: Partial<Pick<Services, 'links'>>): Promise<Written> {
  let { html, text } = mail;
  for (const { uri, by } of links ? (mail.links ?? []) : []) {
    const address = await links?.to(uri, by);
    if (address === undefined) continue;
    html = html.replaceAll(markedInHtml(uri), () => markedInHtml(address));
    text = text.replaceAll(markedInText(uri), () => markedInText(address));
  }
  return { ...mail, html, text };
}

export const markedInHtml = (address: string): string => `href="${escaped(address)}"`;
/** Angle brackets are how plain text delimits an address (RFC 3986, appendix C): mail programs make a link of it. */
export const markedInText = (address: string): string => `<${printable(address)}>`;
