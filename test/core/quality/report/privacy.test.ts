import { describe, expect, it } from '@jest/globals';
import type { ProfiledData } from '../../../../core/quality/drift/measured.ts';
import { qualityReport } from '../../../../core/quality/report/quality-report.ts';
import { profiled, repeated } from '../drift/profiles.ts';
import { against, alone, textUnder } from './subjects.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  `"><img src=x onerror='alert(1)'>`,
  'x'.repeat(10_000),
  '👩‍👩‍👧‍👦🦪',
  'מין\u202e',
  '</style></svg>',
  '&amp;',
  'a\nb',
];

describe('what the quality report prints', () => {
  it.each(HOSTILE)('is escaped and cut wherever it comes from: %.30s', (name) => {
    const [one, other] = [0, 3].map((from) => profiled({ [name]: repeated(100, (at) => (at % 10 < from ? name : 'b')), n: repeated(100, (at) => at) }));
    if (one === undefined || other === undefined) throw new Error('two profiles were asked for');
    const subject = against(one, other);
    const looked = { key: name, version: name, rows: 101, setAside: [{ reason: name, rows: 1, first: [{ line: 1, column: name }] }] };
    const origin = { run: name, modelVersion: name, registeredAt: name };

    const page = qualityReport({
      ...subject,
      project: name,
      looked,
      findings: [name],
      ...(subject.comparison && { comparison: { ...subject.comparison, origin } }),
    });

    expect(page).not.toMatch(/<script|<img|\u202e|a\nb|&amp;|[^e]><\/svg><\/style/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page.match(/<svg\b/g)?.length).toBe(page.match(/<\/svg>/g)?.length);
    expect(textUnder(page, 'Violations')).not.toMatch(/x{81}/);
    expect(textUnder(page, 'All columns')).not.toMatch(/x{81}/);
  });

  it('names a category at most forty characters long', () => {
    const page = qualityReport(alone(profiled({ kind: repeated(20, () => 'k'.repeat(41)) })));

    expect(page).toContain(`>${'k'.repeat(39)}…<`);
    expect(page).not.toContain('k'.repeat(40));
  });

  it('shows no value of a column of free text, on neither side', () => {
    const notes = profiled({ note: repeated(300, (at) => `patient ${at}`) });
    const few = profiled({ note: repeated(300, (at) => `patient ${at % 3}`) });

    const pages = [alone(notes), against(notes, few), against(few, notes)].map(qualityReport);

    expect(pages.filter((page) => page.includes('patient'))).toEqual([]);
    expect(pages.every((page) => page.includes('Free text or keys: the values are not shown.'))).toBe(true);
  });

  it('names a category that few rows share only where the project lists it', () => {
    const data = profiled({ kind: [...repeated(20, () => 'common'), 'rare', 'rare', 'Jane Roe'] });
    const listed: ProfiledData = { ...data, columns: data.columns.map((column) => ({ ...column, domain: ['common', 'rare'] })) };

    const [unlisted, named] = [alone(data), alone(listed)].map(qualityReport);

    expect(unlisted).toContain('common, batch 87 %; other (2 different), batch 13 %');
    expect(named).toContain('common, batch 87 %; rare, batch 8.7 %; other (1 different), batch 4.3 %');
    expect(unlisted).not.toMatch(/rare|Jane/);
    expect(named).not.toContain('Jane');
  });

  it('pictures eight categories and sums up the others', () => {
    const page = qualityReport(alone(profiled({ kind: repeated(200, (at) => `kind ${at % 20}`) })));

    expect(page.match(/<text class="name"/g)).toHaveLength(9);
    expect(page).toContain('other (12 different), batch 60 %');
  });
});
