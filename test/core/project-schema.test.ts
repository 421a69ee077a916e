import { describe, expect, it } from '@jest/globals';
import { schemaText, writtenSchema } from '../../projects/write-schema.ts';

describe('projects/project.schema.json', () => {
  it('is what core/project.ts says; if not, run node projects/write-schema.ts', () => {
    expect(writtenSchema()).toBe(schemaText());
  });
});
