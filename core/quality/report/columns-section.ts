import type { ColumnProfile } from '../column-profile.ts';
import { figure } from '../drift/wording.ts';
import { columnCard } from './column-card.ts';
import { badge, columnName } from './column-words.ts';
import { counted } from './counts-table.ts';
import { section } from './findings-sections.ts';
import { type Html, html } from './html.ts';
import type { ShownColumn } from './shown-column.ts';
import { eachSide } from './sides.ts';

/** Beyond these, columns without findings are lines of a table: nobody looks at hundreds of pictures. */
const MOST_PICTURED = 60;

/** All columns, the predictions before them. */
export function columnsSection(columns: readonly ShownColumn[], predictions: ShownColumn | undefined): Html {
  const isPictured = ({ alarms, warnings }: ShownColumn, at: number) => at < MOST_PICTURED || alarms.length > 0 || warnings.length > 0;
  const cards = columns.filter(isPictured).map(columnCard);
  const others = columns.filter((column, at) => !isPictured(column, at));
  return section('All columns', html`${predictions && columnCard(predictions)}${cards}${others.length === 0 ? undefined : inLines(others)}`);
}

function inLines(columns: readonly ShownColumn[]): Html {
  const heads = ['Column', 'Verdict', 'Missing', 'Mean or different texts'].map((head) => html`<th scope="col">${head}</th>`);
  const rows = columns.map((column) => {
    const { name, id, sides } = column;
    const { batch, baseline } = eachSide(sides, (side) => ({ missing: counted(side.missing), middle: middleOf(side) }));
    const cells = (['missing', 'middle'] as const).map((part) => html`<td>${batch?.[part] ?? '-'}${baseline && ` (${baseline[part]})`}</td>`);
    return html`<tr id="${id}"><th scope="row">${columnName(name)}</th><td>${badge(column)}</td>${cells}</tr>
`;
  });
  const intro = html`<p>The ${columns.length} others have no findings. In brackets: the baseline.</p>`;
  return html`<h3>More columns</h3>${intro}<table class="wide"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`;
}

function middleOf({ texts, numbers }: ColumnProfile): string {
  if (texts !== undefined) return `${counted(texts.distinct, texts.exact)} different`;
  return numbers === undefined ? '-' : figure(numbers.mean);
}
