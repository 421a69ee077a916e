import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { rememberedLint } from '../../../local/step-functions/remembered-lint.ts';

const folder = mkdtempSync(join(tmpdir(), 'nacre-linted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('lints a definition without problems once, and one with problems each time', () => {
  const linted: object[] = [];
  const lint = (definition: object) => {
    linted.push(definition);
    return 'StartAt' in definition ? [] : ['no StartAt'];
  };
  const once = () => rememberedLint(lint, join(folder, 'linted'));

  const answers = [{ StartAt: 'A' }, { StartAt: 'A' }, {}, {}, { StartAt: 'B' }].map((definition) => once()(definition));

  expect(answers).toEqual([[], [], ['no StartAt'], ['no StartAt'], []]);
  expect(linted).toEqual([{ StartAt: 'A' }, {}, {}, { StartAt: 'B' }]);
});
