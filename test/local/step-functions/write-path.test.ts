import { describe, expect, it } from '@jest/globals';
import { writeAtPath } from '../../../local/step-functions/write-path.ts';

describe('a ResultPath', () => {
  it.each([
    ['$', { a: 1 }, 'new', 'new'],
    ['$.b', { a: 1 }, 2, { a: 1, b: 2 }],
    ['$.a', { a: 1 }, 2, { a: 2 }],
    ['$.b.c.d', { a: 1 }, 2, { a: 1, b: { c: { d: 2 } } }],
    ['$.a.b', { a: null }, 2, { a: { b: 2 } }],
    ['$.list[1]', { list: [1, 2, 3] }, 'x', { list: [1, 'x', 3] }],
    ["$['odd name']", {}, 1, { 'odd name': 1 }],
  ])('%s puts the result into the input', (path, input, value, expected) => {
    const output = writeAtPath(input, path, value);

    expect(output).toEqual(expected);
  });

  it.each([
    ['$.a.b', { a: 1 }],
    ['$.list[3]', { list: [1] }],
    ['$.a', 'text'],
  ])('%s that the input cannot hold is States.ResultPathMatchFailure', (path, input) => {
    const write = () => writeAtPath(input, path, 1);

    expect(write).toThrow('States.ResultPathMatchFailure');
  });

  it('leaves the input as it was', () => {
    const input = { a: { b: 1 } };

    writeAtPath(input, '$.a.b', 2);

    expect(input).toEqual({ a: { b: 1 } });
  });
});
