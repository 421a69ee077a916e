import { shortened } from '../../printable.ts';
import { percent } from '../drift/wording.ts';
import { counted } from './counts-table.ts';
import { plural } from './headline.ts';
import { type Html, html } from './html.ts';
import type { BaselineOrigin, ReportSubject } from './report-subject.ts';

/** As long as a key in S3 may be. */
const LONGEST_FACT = 1024;

/** What was looked at, against what, and when. */
export function facts({ project, looked, comparison, generatedAt, findings }: ReportSubject): Html {
  const bad = looked.setAside.reduce((sum, { rows }) => sum + rows, 0);
  const told = [
    { name: 'Project', fact: project },
    { name: 'File', fact: looked.key },
    { name: 'Version', fact: looked.version },
    { name: 'Rows', fact: `${counted(looked.rows)}, of them ${bad === 0 ? 'none' : `${counted(bad)} (${percent(bad / looked.rows)})`} set aside` },
    { name: 'Baseline', fact: comparison === undefined ? MISSING : `${originInWords(comparison.origin)}, ${plural(comparison.baseline.rows, 'row')}` },
    { name: 'Written', fact: generatedAt },
  ].flatMap(({ name, fact }) => (fact === undefined ? [] : [{ name, fact }]));
  const found = findings.length === 0 ? undefined : html`<ul>${findings.map((finding) => html`<li>${shortened(finding, LONGEST_FACT)}</li>`)}</ul>`;
  return html`<dl>${told.map(({ name, fact }) => html`<div><dt>${name}</dt><dd>${shortened(fact, LONGEST_FACT)}</dd></div>`)}</dl>${found}
`;
}

const MISSING = 'Baseline missing: nothing was compared. A registered model has one; on the command line, --against names one.';

function originInWords(origin: BaselineOrigin): string {
  if ('folder' in origin) return `profile in ${origin.folder}`;
  return `training data of run ${origin.run}, model version ${origin.modelVersion}, registered ${origin.registeredAt}`;
}
