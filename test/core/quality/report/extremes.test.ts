import { describe, expect, it } from '@jest/globals';
import { baselineOfStatistics } from '../../../../core/quality/drift/read-statistics.ts';
import { qualityReport } from '../../../../core/quality/report/quality-report.ts';
import { type Cells, profiled, repeated } from '../drift/profiles.ts';
import { against, alone, headingsOf, textUnder } from './subjects.ts';

/** Coordinates that a browser cannot draw, and figures that no reader wants. */
const BROKEN = /.{0,60}(?:NaN|Infinity|undefined|\[object).{0,20}/g;

const hundred = (make: (at: number) => number | string): Cells => repeated(100, make);

describe('the quality report of unusual columns', () => {
  it.each<[string, Cells]>([
    ['one value', hundred(() => 5)],
    ['zeros', hundred(() => 0)],
    ['two neighbours among the doubles', hundred((at) => (at % 2 === 0 ? 1 : 1 + Number.EPSILON))],
    ['nothing', repeated(100, () => undefined)],
    ['one row', [7]],
    ['one text', ['only']],
    ['the whole range of doubles', hundred((at) => (at % 2 === 0 ? -1 : 1) * Number.MAX_VALUE)],
    ['the largest doubles', hundred(() => Number.MAX_VALUE)],
    ['the smallest doubles', hundred((at) => (at % 2) * Number.MIN_VALUE)],
    ['huge whole numbers', hundred((at) => 1e15 + at)],
    ['seconds since 1970', hundred((at) => 1_700_000_000 + at * 3600)],
    ['numbers among texts', hundred((at) => (at % 2 === 0 ? at % 4 : 'unknown'))],
  ])('draws %s, alone, against itself and against ordinary numbers', (_, cells) => {
    const data = profiled({ measured: cells });
    const ordinary = profiled({ measured: hundred((at) => at / 10) });

    const pages = [alone(data), against(data, data), against(ordinary, data), against(data, ordinary)].map(qualityReport);

    expect(pages.flatMap((page) => page.match(BROKEN) ?? [])).toEqual([]);
  });

  it('gives whole numbers a bin each, with the number in its middle', () => {
    const page = qualityReport(alone(profiled({ rings: hundred((at) => at % 3) })));

    expect(page).toContain('<path class="batch" d="M52,112L52,');
    expect([...page.matchAll(/<text class="middle" x="([\d.]+)" y="126">(\d)<\/text>/g)].map(([, x, value]) => [Number(x), value])).toEqual([
      [98.3, '0'],
      [191, '1'],
      [283.7, '2'],
    ]);
  });

  it('leaves far values out of the picture, and says how many they are', () => {
    const page = qualityReport(alone(profiled({ price: repeated(1000, (at) => (at === 0 ? 1e9 : at % 50)) })));

    expect(page).toContain('<figcaption>Beyond the picture: 0.1 % of the batch&#39;s rows.</figcaption>');
    expect(page).toContain('>40</text>');
  });

  it('tells close values apart on the axis', () => {
    const page = qualityReport(alone(profiled({ at: repeated(200, (at) => 1_700_000_000 + at * 3600) })));

    const labels = [...page.matchAll(/<text class="middle"[^>]*>([^<]*)<\/text>/g)].map(([, label]) => label);
    expect(labels.length).toBeGreaterThan(1);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels.join('').length * 6.5).toBeLessThan(340);
  });

  it('shows columns that only one side has', () => {
    const [one, other] = [profiled({ a: hundred((at) => at), gone: hundred((at) => at) }), profiled({ a: hundred((at) => at), come: hundred((at) => at) })];

    const page = qualityReport(against(one, other));

    expect(headingsOf(page)[0]).toBe('2 of 3 columns have drifted');
    expect(textUnder(page, 'Violations')).toContain('gone ✕ drifted The baseline has this column, the batch has not.');
    expect(textUnder(page, 'Violations')).toContain('come ✕ drifted The batch has this column, the baseline has not.');
  });

  it('draws the first sixty of three hundred columns, and all that have drifted; the others are lines of a table', () => {
    const columns = (drifted?: number) =>
      profiled(Object.fromEntries(repeated(300, (column) => [`c${column}`, hundred((at) => at + (column === drifted ? 60 : 0))])));

    const page = qualityReport(against(columns(), columns(250)));

    expect(page.match(/<g id="column-\d+-picture">/g)).toHaveLength(61);
    expect(page).toContain('<g id="column-251-picture">');
    expect(textUnder(page, 'All columns')).toContain('The 239 others have no findings.');
    expect(textUnder(page, 'All columns')).toContain('c299 ✓ no drift 0 (0) 49.5 (49.5)');
  });

  it('lists texts and empty columns among many by what can be said of them', () => {
    const columns = repeated(63, (column) => [`c${column}`, column === 61 ? hundred((at) => `note ${at % 7}`) : column === 62 ? [undefined] : [1]] as const);

    const all = textUnder(qualityReport(alone(profiled(Object.fromEntries(columns)))), 'All columns');

    expect(all).toContain('c61 – not compared 0 7 different');
    expect(all).toMatch(/c62 – not compared 1 -$/);
  });

  it('reads a baseline of Model Monitor, and leaves out what it does not tell', () => {
    const common = { num_present: 100, num_missing: 0 };
    const sketch = { parameters: { c: 0.64, k: 2048 }, data: [repeated(100, (at) => at)] };
    const numerical_statistics = { common, mean: 49.5, sum: 4950, std_dev: 28.9, min: 0, max: 99, distribution: { kll: { sketch } } };
    const buckets = [
      { value: 'a', count: 60 },
      { value: 'b', count: 40 },
    ];
    const string_statistics = { common, distinct_count: 2, distribution: { categorical: { buckets } } };
    const baseline = baselineOfStatistics({
      dataset: { item_count: 100 },
      features: [
        { name: 'size', inferred_type: 'Integral', numerical_statistics },
        { name: 'kind', inferred_type: 'String', string_statistics },
      ],
    });

    const page = qualityReport(against(baseline, profiled({ size: hundred((at) => at), kind: hundred((at) => (at % 5 < 3 ? 'a' : 'b')) })));

    const columns = textUnder(page, 'All columns');
    expect(columns).toContain('different - 100');
    expect(columns).toContain('median 49 49');
    expect(columns).toContain('shortest, characters - 1');
    expect(page).toContain('a, batch 60 %, baseline 60 %; b, batch 40 %, baseline 40 %');
  });
});
