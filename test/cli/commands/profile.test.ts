import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { profile } from '../../../cli/commands/profile.ts';

const BASELINE = `size,kind\n${Array.from({ length: 400 }, (_, at) => `${(at * 7) % 400},${['a', 'b'][at % 2]}`).join('\n')}\n`;
const MOVED = `size,kind\n${Array.from({ length: 100 }, (_, at) => `${at * 4 + 150},${['a', 'b'][at % 2]}`).join('\n')}\n`;

let folder = '';
let printed: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nacre-profile-'));
  printed = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);
function file(name: string, content: string): string {
  writeFileSync(at(name), content);
  return at(name);
}
const written = (name: string): unknown => JSON.parse(readFileSync(at(name), 'utf8'));

describe('nacre profile', () => {
  it('writes statistics, constraints and profile, and no verdict where there is nothing to compare with', async () => {
    await profile(file('base.csv', BASELINE), { out: at('base'), json: true });

    expect(JSON.parse(printed.join(''))).toMatchObject({ rows: 400, badRows: 0, source: { header: true } });
    expect(written('base/statistics.json')).toMatchObject({ version: 0, dataset: { item_count: 400 } });
    expect(written('base/constraints.json')).toMatchObject({ features: [{ name: 'size' }, { name: 'kind', string_constraints: { domains: ['a', 'b'] } }] });
    expect(existsSync(at('base/drift.json'))).toBe(false);
    expect(process.exitCode).toBeUndefined();
  });

  it('ends with 2 and names the violations of a batch that has drifted, and with 0 for one that has not', async () => {
    await profile(file('base.csv', BASELINE), { out: at('base') });

    await profile(file('same.csv', BASELINE), { out: at('same'), against: at('base') });
    expect(process.exitCode).toBeUndefined();
    expect(written('same/constraint_violations.json')).toEqual({ violations: [] });

    await profile(file('moved.csv', MOVED), { out: at('moved'), against: at('base') });
    expect(process.exitCode).toBe(2);
    expect(written('moved/constraint_violations.json')).toMatchObject({
      violations: [{ feature_name: 'size', constraint_check_type: 'baseline_drift_check' }],
    });
    expect(printed.join('')).toContain('DRIFTED: 1 alarms');
  });

  it('writes a page for people beside the files, and says so', async () => {
    await profile(file('base.csv', BASELINE), { out: at('base') });
    expect(readFileSync(at('base/report.html'), 'utf8')).toContain('<h1>Checked without a baseline</h1>');

    await profile(file('moved.csv', MOVED), { out: at('moved'), against: at('base') });

    const page = readFileSync(at('moved/report.html'), 'utf8');
    expect(page).toContain('<h1>1 of 2 columns has drifted</h1>');
    expect(page).toContain(`profile in ${at('base')}, 400 rows`);
    expect(page).toMatch(/sha256 [0-9a-f]{64}/);
    expect(page).toContain('Read as utf-8 with &#34;,&#34; between the cells; the first line names the columns.');
    expect(printed.join('')).toContain(at('moved/report.html'));
  });

  it('sets aside what the project does not allow', async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row === 3 ? 'X' : 'M'},0.5,0.4,0.1,0.5,0.2,0.1,0.15,${row % 20}`).join('\n');

    await profile(file('shells.csv', rows), { out: at('out'), project: 'abalone' });

    expect(written('out/set-aside.json')).toMatchObject({ badRows: 1, rows: [{ line: 4, column: 'Sex', reason: 'unknown category' }] });
    expect(readFileSync(at('out/report.html'), 'utf8')).toContain('<th scope="row">unknown category</th><td>1 (1.7 %)</td><td>4 (<bdi>Sex</bdi>)</td>');
  });

  it('says what is wrong and where: a quote never closed, no file, no baseline, nothing in common, a baseline about to be lost', async () => {
    const base = file('base.csv', BASELINE);
    await profile(base, { out: at('base') });

    await expect(profile(file('bad.csv', 'a,b\n1,2\n3,"4\n'), { out: at('out') })).rejects.toThrow(
      /bad\.csv, line 3 \(byte 8\): a quote that opens on this line is never closed/,
    );
    await expect(profile(at('none.csv'), { out: at('out') })).rejects.toThrow(/There is no file/);
    await expect(profile(base, { out: at('out'), against: at('nowhere') })).rejects.toThrow(/There is no statistics.json/);
    await expect(profile(file('other.csv', 'x,y\n1,2\n'), { out: at('out'), against: at('base') })).rejects.toThrow(/no column in common/);
    await expect(profile(base, { out: at('base'), against: at('base') })).rejects.toThrow(/would overwrite the baseline/);
    await expect(profile(base, { out: at('out'), project: 'no-such' })).rejects.toThrow(/name a folder of projects/);
    file('base/profile.json', '{');
    await expect(profile(base, { out: at('out'), against: at('base') })).rejects.toThrow(/is no JSON/);
    file('base/profile.json', '[{}]');
    await expect(profile(base, { out: at('out'), against: at('base') })).rejects.toThrow(/cannot be used/);
  });
});
