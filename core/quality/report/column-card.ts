import { columnPicture } from './column-picture.ts';
import { badge, columnName, sentenceOf, testInWords, testsInWords } from './column-words.ts';
import { countsTable } from './counts-table.ts';
import { type Html, html } from './html.ts';
import { drawn, shownAgain } from './picture.ts';
import type { ShownColumn } from './shown-column.ts';

/** A column that has drifted: what was found, how large it is, how certain, and what it looks like. */
export function violationCard(column: ShownColumn): Html {
  const found = column.alarms.map((alarm) => {
    const test = column.tests.find(({ check }) => check === alarm.check);
    return html`<p>${sentenceOf(alarm)}</p>${test && html`<p class="small">${testInWords(test)}</p>`}`;
  });
  const figures = html`<p class="small"><a href="#${column.id}">All figures of ${columnName(column.name)}</a></p>`;
  return html`<article class="bad">${heading(column)}<div class="card"><div>${found}${figures}</div>${pictureOf(column, drawn)}</div></article>
`;
}

/** One column in full: picture, tests, counts. A picture that stands among the violations already is shown again. */
export function columnCard(column: ShownColumn): Html {
  const { id, sides, alarms, tests } = column;
  const picture = pictureOf(column, alarms.length > 0 ? shownAgain : drawn);
  const told = tests.length === 0 ? undefined : html`<ul class="small">${testsInWords(tests).map((line) => html`<li>${line}</li>`)}</ul>`;
  return html`<article id="${id}">${heading(column)}<div class="card"><div>${picture}${told}</div>${countsTable(sides)}</div></article>
`;
}

function heading(column: ShownColumn): Html {
  return html`<h3>${columnName(column.name)} ${badge(column)}</h3>`;
}

function pictureOf({ sides, id }: ShownColumn, show: typeof drawn): Html {
  const picture = columnPicture(sides);
  return typeof picture === 'string' ? html`<p class="small">${picture}</p>` : show(picture, `${id}-picture`);
}
