import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { compareProfiles } from '../../../../core/quality/drift/compare-profiles.ts';
import { DriftMonitoring } from '../../../../core/quality/drift/monitoring.ts';
import { qualityReport } from '../../../../core/quality/report/quality-report.ts';
import { type Cells, profiled, repeated } from '../drift/profiles.ts';
import { against, alone, headingsOf, textUnder } from './subjects.ts';

const sizes = (count: number, moved = 0): Cells => repeated(count, (at) => ((at * 37) % 101) / 100 + moved);
const sexes = (count: number, infants: number): Cells => repeated(count, (at) => (at % 10 < infants ? 'I' : at % 2 === 0 ? 'M' : 'F'));
const baseline = profiled({ Length: sizes(1000), Sex: sexes(1000, 2), Rings: repeated(1000, (at) => at % 20) });
const moved = profiled({ Length: sizes(400, 0.3), Sex: sexes(400, 6), Rings: repeated(400, (at) => at % 20) });

describe('the quality report', () => {
  it('says the verdict first, then violations, warnings, rows set aside, all columns, how to read it, and what was not compared', () => {
    const page = qualityReport(against(baseline, moved));

    expect(headingsOf(page)).toEqual([
      '2 of 3 columns have drifted',
      'Violations',
      'Warnings',
      'Rows set aside',
      'All columns',
      'How to read this page',
      'Columns not compared',
    ]);
  });

  it('says of each violation what has changed, by how much, how certainly, and shows both distributions', () => {
    const page = qualityReport(against(baseline, moved));

    const violations = textUnder(page, 'Violations');
    expect(violations).toMatch(/Length ✕ drifted Mean 0.7991 against 0.5001 .* of the rows lie on the other side of some value\./);
    expect(violations).toMatch(/Distribution: \d+ % \(Kolmogorov-Smirnov distance, counts from 5 %\), adjusted p below 0.0001 \(Anderson-Darling\): drifted/);
    expect(violations).toMatch(/Sex ✕ drifted 40 % of the rows would need another category/);
    expect(violations).not.toContain('Rings');
    expect(page).toContain('Baseline: median 0.5, half of the rows from 0.25 to 0.75. Batch: median 0.8,');
    expect(page).toContain('I, batch 60 %, baseline 20 %');
  });

  it('draws a picture once and shows it again among all columns', () => {
    const page = qualityReport(against(baseline, moved));

    expect(page.match(/<g id="column-\d-picture">/g)).toHaveLength(3);
    expect(page.match(/<use href="#column-\d-picture"\/>/g)).toHaveLength(2);
    expect(page.match(/<svg role="img" [^>]*><title>/g)).toHaveLength(5);
  });

  it('says where file and baseline come from, when it was written, and what was found', () => {
    const page = qualityReport({ ...against(baseline, moved), findings: ['The text is not UTF-8; it was read as windows-1252.'] });

    for (const fact of [
      '<title>2 of 3 columns have drifted: abalone/batches/march.csv</title>',
      'v-17',
      '400, of them none set aside',
      'training data of run abalone-3-f00d42, model version 4, registered 2026-03-01T09:30:00Z, 1,000 rows',
      '2026-03-02T07:00:00Z',
      'The text is not UTF-8; it was read as windows-1252.',
      '400 rows against 1,000 of the baseline',
    ])
      expect(page).toContain(fact);
  });

  it('says plainly that a baseline is missing, and shows the batch alone', () => {
    const page = qualityReport(alone(moved));

    expect(headingsOf(page)[0]).toBe('Checked without a baseline');
    expect(page).toContain('Baseline missing: nothing was compared.');
    expect(textUnder(page, 'Violations')).toBe('Not looked for: the baseline is missing.');
    expect(textUnder(page, 'Warnings')).toBe('Not looked for: the baseline is missing.');
    expect(textUnder(page, 'Columns not compared')).toBe('All of them: the baseline is missing.');
    expect(textUnder(page, 'All columns')).toMatch(/^Length – not compared batch present 400 missing 0 different 101 mean 0.7991/);
    expect(page).not.toMatch(/<path class="baseline"/);
  });

  it('says that there is no drift where there is none', () => {
    const page = qualityReport(against(baseline, baseline));

    expect(headingsOf(page)[0]).toBe('No drift: none of 3 columns differs from the baseline by more than chance and size allow');
    expect(textUnder(page, 'Violations')).toBe('None.');
    expect(textUnder(page, 'Warnings')).toBe('None.');
    expect(textUnder(page, 'All columns')).toContain('Rings ✓ no drift');
  });

  it('calls nothing free of drift that could not be compared', () => {
    const empty = profiled({ Length: repeated(50, () => undefined) });

    const page = qualityReport(against(empty, moved));

    expect(headingsOf(page)[0]).toBe('2 of 3 columns have drifted');
    expect(textUnder(page, 'Columns not compared')).toContain('Length: The baseline has no value in this column.');
    expect(headingsOf(qualityReport(against(empty, empty)))[0]).toBe('No column could be compared with the baseline');
  });

  it('counts rows set aside by reason, with their columns and first lines', () => {
    const setAside = [{ reason: 'empty', rows: 12, first: [{ line: 4, column: 'Height' }, { line: 9 }] }];
    const subject = alone(moved);

    const page = qualityReport({ ...subject, looked: { ...subject.looked, rows: 412, setAside } });

    expect(textUnder(page, 'Rows set aside')).toBe('Reason Rows First lines empty 12 (2.9 %) 4 (Height), 9 and more');
    expect(page).toContain('412, of them 12 (2.9 %) set aside');
  });

  it('counts both sides of a column beside each other', () => {
    const columns = textUnder(qualityReport(against(baseline, moved)), 'All columns');

    expect(columns).toContain('Rings ✓ no drift');
    expect(columns).toMatch(
      /baseline batch present 1,000 400 missing 0 0 different 20 20 mean 9.5 9.5 standard deviation 5.766 5.766 smallest 0 0 1 % quantile/,
    );
    expect(columns).toContain('shortest, characters 1 1 mean length 1 1 longest, characters 1 1');
  });

  it('puts the predictions before the columns, and counts them in the verdict', () => {
    const [before, now] = [profiled({ prediction: sizes(1000) }), profiled({ prediction: sizes(400, 0.4) })];
    const { tests } = compareProfiles(before, now);
    const [was] = before.columns;
    const [is] = now.columns;
    const [test] = tests;
    if (was === undefined || is === undefined || test === undefined) throw new Error('profiles of one column have one column');

    const alarmed = qualityReport({ ...against(baseline, baseline), predictions: { batch: is, baseline: was, test } });
    const both = qualityReport({ ...against(baseline, moved), predictions: { batch: is, baseline: was, test } });
    const unjudged = qualityReport({ ...alone(moved), predictions: { batch: is } });

    expect(headingsOf(alarmed)[0]).toBe('The predictions have drifted; none of 3 columns has');
    expect(headingsOf(both)[0]).toBe('2 of 3 columns have drifted, and so have the predictions');
    expect(textUnder(both, 'Violations')).toMatch(/^Predictions of the model ✕ drifted/);
    expect(textUnder(unjudged, 'All columns')).toMatch(/^Predictions of the model – not compared/);
  });

  it('keeps warnings apart from violations', () => {
    const monitoring = DriftMonitoring.parse({ columns: { Length: { shift: 'warn' } } });
    const subject = against(baseline, moved);
    const drift = compareProfiles(baseline, moved, monitoring);

    const page = qualityReport({ ...subject, ...(subject.comparison && { comparison: { ...subject.comparison, drift } }) });

    expect(headingsOf(page)[0]).toBe('1 of 3 columns has drifted');
    expect(textUnder(page, 'Warnings')).toMatch(/^Length: Mean 0.7991 against/);
    expect(textUnder(page, 'Violations')).not.toContain('Length');
    expect(textUnder(page, 'All columns')).toContain('Length ! warning');
  });

  it('needs nothing but itself: no script, no other address', () => {
    const page = qualityReport(against(baseline, moved));

    expect(page).not.toMatch(/<script|https?:|\bsrc=|@import|url\(/);
    expect([...page.matchAll(/href="([^"]*)"/g)].filter(([, address = '']) => !address.startsWith('#'))).toEqual([]);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('is the same for the same subject, and small', () => {
    const columns = Object.fromEntries(repeated(50, (at) => [`column ${at}`, sizes(1000, at)]));
    const drifted = Object.fromEntries(repeated(50, (at) => [`column ${at}`, sizes(1000, at + 0.5)]));
    const subject = () => against(profiled(columns), profiled(drifted));

    const page = qualityReport(subject());

    expect(qualityReport(subject())).toBe(page);
    expect(headingsOf(page)[0]).toBe('50 of 50 columns have drifted');
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });
});
