import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../core/sha256.ts';
import type { Lint } from './check-definition.ts';

/** Lints a definition once: one without problems leaves a mark in `folder`, by its hash, and later clouds of this checkout start the sooner. */
export function rememberedLint(lint: Lint, folder: string): Lint {
  return (definition) => {
    const mark = join(folder, sha256(JSON.stringify(definition)));
    if (existsSync(mark)) return [];
    const problems = lint(definition);
    if (problems.length === 0) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(mark, '');
    }
    return problems;
  };
}
