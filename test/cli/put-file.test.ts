import { describe, expect, it } from '@jest/globals';
import { keyOf } from '../../cli/put-file.ts';

describe('the key of an uploaded file', () => {
  it.each([
    ['data/abalone.csv', undefined, 'abalone/datasets/abalone.csv'],
    ['data/abalone.data', undefined, 'abalone/datasets/abalone.csv'],
    ['data/abalone.data', 'november.csv', 'abalone/datasets/november.csv'],
    ['data/abalone.data', 'notes.txt', 'abalone/datasets/notes.txt'],
    ['data/abalone.data', 'abalone/batches/week.csv', 'abalone/batches/week.csv'],
  ])('%s as %s is %s', (file, as, key) => {
    expect(keyOf('abalone', file, as)).toBe(key);
  });
});
