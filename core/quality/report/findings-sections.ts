import { percent } from '../drift/wording.ts';
import { violationCard } from './column-card.ts';
import { columnName, sentenceOf } from './column-words.ts';
import { counted } from './counts-table.ts';
import { type Html, html } from './html.ts';
import type { LookedAt, SetAsideGroup } from './report-subject.ts';
import type { ShownColumn } from './shown-column.ts';

export function violationsSection(columns: readonly ShownColumn[], compared: boolean): Html {
  const drifted = columns.filter(({ alarms }) => alarms.length > 0);
  return section('Violations', drifted.length === 0 ? noneOf(compared) : html`${drifted.map(violationCard)}`);
}

export function warningsSection(columns: readonly ShownColumn[], compared: boolean): Html {
  const found = columns.flatMap(({ id, name, warnings }) => {
    return warnings.map((warning) => html`<li><a href="#${id}">${columnName(name)}</a>: ${sentenceOf(warning)}</li>`);
  });
  return section('Warnings', found.length === 0 ? noneOf(compared) : html`<ul>${found}</ul>`);
}

/** Reasons, counts and places; never a value. */
export function setAsideSection({ rows, setAside }: LookedAt): Html {
  const reasons = setAside.map((group) => {
    return html`<tr><th scope="row">${group.reason}</th><td>${counted(group.rows)} (${percent(group.rows / rows)})</td><td>${placesOf(group)}</td></tr>`;
  });
  const head = html`<thead><tr><th scope="col">Reason</th><th scope="col">Rows</th><th scope="col">First lines</th></tr></thead>`;
  return section('Rows set aside', reasons.length === 0 ? NONE : html`<table class="wide">${head}<tbody>${reasons}</tbody></table>`);
}

function placesOf({ rows, first }: SetAsideGroup): Html {
  const places = first.map(({ line, column }, at) => html`${at === 0 ? '' : ', '}${line}${column === undefined ? undefined : html` (${columnName(column)})`}`);
  return html`${places}${rows > first.length ? ' and more' : ''}`;
}

export function notComparedSection(columns: readonly ShownColumn[], compared: boolean): Html {
  const reasons = columns.flatMap(({ name, notCompared }) => notCompared.map((left) => ({ name, reason: sentenceOf({ ...left, sentence: left.reason }) })));
  const told = reasons.length === 0 ? NONE : html`<ul>${reasons.map(({ name, reason }) => html`<li>${columnName(name)}: ${reason}.</li>`)}</ul>`;
  return section('Columns not compared', compared ? told : html`<p>All of them: the baseline is missing.</p>`);
}

export function section(heading: string, content: Html): Html {
  return html`<section><h2>${heading}</h2>${content}</section>
`;
}

/** Nothing found and nothing looked for are not the same. */
const noneOf = (compared: boolean): Html => (compared ? NONE : html`<p>Not looked for: the baseline is missing.</p>`);
const NONE = html`<p>None.</p>`;
