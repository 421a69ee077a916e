import { compareProfiles } from '../../../../core/quality/drift/compare-profiles.ts';
import type { ProfiledData } from '../../../../core/quality/drift/measured.ts';
import type { ReportSubject } from '../../../../core/quality/report/report-subject.ts';

const ORIGIN = { run: 'abalone-3-f00d42', modelVersion: '4', registeredAt: '2026-03-01T09:30:00Z' };

/** A batch on its own. */
export function alone(batch: ProfiledData): ReportSubject {
  return {
    project: 'abalone',
    generatedAt: '2026-03-02T07:00:00Z',
    looked: { key: 'abalone/batches/march.csv', version: 'v-17', rows: batch.rows, setAside: [] },
    batch,
    findings: [],
  };
}

/** A batch beside the data that the registered model was trained on. */
export function against(baseline: ProfiledData, batch: ProfiledData): ReportSubject {
  return { ...alone(batch), comparison: { origin: ORIGIN, baseline, drift: compareProfiles(baseline, batch) } };
}

/** The headings of a page, in order. */
export function headingsOf(page: string): readonly string[] {
  return [...page.matchAll(/<h[12]>(.*?)<\/h[12]>/g)].map(([, heading = '']) => heading);
}

/** What a reader sees between two headings: no markup, no pictures. */
export function textUnder(page: string, heading: string): string {
  const [, after = ''] = page.split(`<h2>${heading}</h2>`);
  const [section = ''] = after.split('</section>');
  const text = section
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<\/?(a|b|bdi)\b[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ');
  return text.replaceAll('\u00a0', ' ').replaceAll('&#34;', '"').replaceAll('&#39;', "'").replace(/\s+/g, ' ').trim();
}
