import { shortened } from '../../printable.ts';
import { columnsSection } from './columns-section.ts';
import { facts } from './facts.ts';
import { notComparedSection, setAsideSection, violationsSection, warningsSection } from './findings-sections.ts';
import { headlineOf } from './headline.ts';
import { html } from './html.ts';
import { readingGuide } from './reading-guide.ts';
import type { ReportSubject } from './report-subject.ts';
import { shownColumns, shownPredictions } from './shown-column.ts';
import { STYLE } from './style.ts';

const LONGEST_TITLE = 200;

/** One HTML page that needs nothing else: no script, no other address. The same subject gives the same page. */
export function qualityReport(subject: ReportSubject): string {
  const columns = shownColumns(subject);
  const predictions = shownPredictions(subject);
  const all = predictions === undefined ? columns : [predictions, ...columns];
  const compared = subject.comparison !== undefined;
  const { tone, verdict, detail } = headlineOf(subject, columns, predictions);
  const sections = [
    violationsSection(all, compared),
    warningsSection(all, compared),
    setAsideSection(subject.looked),
    columnsSection(columns, predictions),
    readingGuide(subject.comparison?.drift),
    notComparedSection(columns, compared),
  ];
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${verdict}: ${shortened(subject.looked.key, LONGEST_TITLE)}</title>
${STYLE}</head><body>
<header class="${tone}"><h1>${verdict}</h1><p>${detail}</p>
${facts(subject)}</header>
<main>
${sections}</main></body></html>
`;
  return page.markup;
}
