import { stripVTControlCharacters } from 'node:util';
import { markedInHtml, markedInText } from '../link-reports.ts';
import { escaped, printable } from '../printable.ts';

/** One mail as content: what happened, what was found, what to do, and behind that whatever else a reader may ask for. */
export type Letter = {
  readonly subject: string;
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly headline: string;
  readonly opening: string;
  readonly sections: readonly Section[];
  readonly nextStep?: string;
  readonly background?: readonly Section[];
  readonly footer: string;
};

export type Section = {
  readonly heading: string;
  readonly link?: Link & { readonly words: string };
  readonly lines?: readonly string[];
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly log?: readonly string[];
};

/** A report that lies at an s3:// address: whoever sends the mail puts an address there that opens. */
export type Link = { readonly uri: string; readonly by: 'presigned' | 'console' };

export type Mail = { readonly to: string; readonly subject: string; readonly html: string; readonly text: string; readonly links?: readonly Link[] };

const COLOURS = { good: '#146c43', bad: '#a61b29', neutral: '#3d4f63' } as const;
const CELL = 'padding:4px 8px 4px 0;text-align:left;vertical-align:top;overflow-wrap:break-word';
const HEADING = 'font-size:16px;margin:24px 0 4px';

/** The same letter once per address, so that one refused address does not cost the others their mail. */
export function mailsTo(addresses: readonly string[], letter: Letter): readonly Mail[] {
  const subject = printable(letter.subject).slice(0, 200);
  const html = asHtml(letter);
  const text = asText(letter);
  const links = inOrder(letter).flatMap(({ link }) => (link ? [{ uri: link.uri, by: link.by }] : []));
  return [...new Set(addresses)].map((to) => ({ to, subject, html, text, ...(links.length > 0 && { links }) }));
}

/** A log line without the colours and tabs that were meant for a terminal. */
export function plainLog(line: string): string {
  return stripVTControlCharacters(line).replaceAll('\t', '    ').trimEnd();
}

function asText(letter: Letter): string {
  const told = inOrder(letter).flatMap((section) => ['', section.heading, ...sectionLines(section).map((line) => `  ${line}`)]);
  return `${[letter.headline, '', letter.opening, ...told, '', '--', letter.footer].map(printable).join('\n')}\n`;
}

/** A heading over nothing would make its reader look for what is missing. */
function inOrder({ sections, nextStep, background = [] }: Letter): readonly Section[] {
  const next: readonly Section[] = nextStep === undefined ? [] : [{ heading: 'What to do next', lines: [nextStep] }];
  return [...sections, ...next, ...background].filter(
    ({ link, lines = [], table, log = [] }) => link || lines.length + (table?.rows.length ?? 0) + log.length > 0,
  );
}

function sectionLines({ link, lines = [], table, log = [] }: Section): readonly string[] {
  const rows = table ? [table.head, ...table.rows] : [];
  const widths = (table?.head ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const aligned = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...(link ? [`${link.words}: ${markedInText(link.uri)}`] : []), ...lines, ...aligned, ...log.map(plainLog)];
}

function asHtml(letter: Letter): string {
  const { subject, tone, headline, opening, footer } = letter;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:16px;background:#f4f5f7;color:#1c2733;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:600px;margin:0 auto;padding:20px;background:#ffffff;border-top:4px solid ${COLOURS[tone]}">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 12px;color:${COLOURS[tone]};overflow-wrap:anywhere">${escaped(headline)}</h1>
<p style="margin:0;overflow-wrap:anywhere">${escaped(opening)}</p>
${inOrder(letter).map(sectionAsHtml).join('\n')}
<p style="margin:24px 0 0;color:#5b6876;font-size:13px;overflow-wrap:anywhere">${escaped(footer)}</p>
</div></body></html>
`;
}

function sectionAsHtml({ heading, link, lines = [], table, log = [] }: Section): string {
  const pre =
    log.length > 0
      ? `<pre style="margin:0;padding:8px;background:#f4f5f7;font-size:12px;white-space:pre-wrap;overflow-wrap:anywhere">${log.map((line) => escaped(plainLog(line))).join('\n')}</pre>`
      : '';
  return `<h2 style="${HEADING}">${escaped(heading)}</h2>${link ? linkAsHtml(link) : ''}${linesAsHtml(lines)}${table ? tableAsHtml(table) : ''}${pre}`;
}

function linkAsHtml({ uri, words }: NonNullable<Section['link']>): string {
  return `<p style="margin:0 0 4px"><a ${markedInHtml(uri)} style="color:#0b57a4">${escaped(words)}</a></p>`;
}

function linesAsHtml(lines: readonly string[]): string {
  const [only, ...others] = lines.map(escaped);
  if (only === undefined) return '';
  if (others.length === 0) return `<p style="margin:0;overflow-wrap:anywhere">${only}</p>`;
  return `<ul style="margin:0;padding-left:20px">${[only, ...others].map((line) => `<li style="overflow-wrap:anywhere">${line}</li>`).join('')}</ul>`;
}

function tableAsHtml({ head, rows }: NonNullable<Section['table']>): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') => `<tr>${cells.map((cell) => `<${tag} style="${CELL}">${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table style="border-collapse:collapse;font-size:14px">${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}
