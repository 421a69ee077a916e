import { describe, expect, it } from '@jest/globals';
import { compilePattern } from '../../../local/bus/event-pattern.ts';

const event = {
  source: 'aws.s3',
  time: '2026-11-20T10:15:00Z',
  detail: {
    key: 'abalone/datasets/Folder/2026.CSV',
    size: 300,
    address: '10.0.0.7',
    empty: '',
    nothing: null,
    none: [],
    on: true,
    tags: ['red', 'blue'],
    bucket: { name: 'data' },
    jobs: [
      { name: 'one', status: 'Failed' },
      { name: 'two', status: 'Completed', code: 7 },
    ],
  },
};

const matching: readonly (readonly [string, unknown])[] = [
  ['an exact value', { source: ['aws.s3'] }],
  ['any of several values', { source: ['aws.ecr', 'aws.s3'] }],
  ['several fields at once', { source: ['aws.s3'], detail: { size: [300], bucket: { name: ['data'] } } }],
  ['a boolean, null and the empty string', { detail: { on: [true], nothing: [null], empty: [''] } }],
  ['any element of a list', { detail: { tags: ['blue'] } }],
  ['one object of a list that fulfils the whole pattern', { detail: { jobs: { name: ['two'], status: ['Completed'] } } }],
  ['a prefix', { detail: { key: [{ prefix: 'abalone/' }] } }],
  ['a prefix in any case', { detail: { key: [{ prefix: { 'equals-ignore-case': 'ABALONE/D' } }] } }],
  ['a suffix', { detail: { key: [{ suffix: '.CSV' }] } }],
  ['a suffix in any case', { detail: { key: [{ suffix: { 'equals-ignore-case': '.csv' } }] } }],
  ['a value in any case', { detail: { bucket: { name: [{ 'equals-ignore-case': 'DATA' }] } } }],
  ['a wildcard', { detail: { key: [{ wildcard: '*/datasets/*.CSV' }] } }],
  ['a number in a range', { detail: { size: [{ numeric: ['>', 0, '<=', 300] }] } }],
  ['a number that is equal', { detail: { size: [{ numeric: ['=', 300] }] } }],
  ['an address in a block', { detail: { address: [{ cidr: '10.0.0.0/24' }] } }],
  ['anything but a value', { detail: { size: [{ 'anything-but': 7 }] } }],
  ['anything but several values', { detail: { bucket: { name: [{ 'anything-but': ['logs', 'config'] }] } } }],
  ['anything but a prefix', { detail: { key: [{ 'anything-but': { prefix: 'logs/' } }] } }],
  ['anything but several suffixes', { detail: { key: [{ 'anything-but': { suffix: ['.txt', '.json'] } }] } }],
  ['anything but a wildcard', { detail: { key: [{ 'anything-but': { wildcard: '*/batches/*' } }] } }],
  ['anything but a value in any case', { detail: { bucket: { name: [{ 'anything-but': { 'equals-ignore-case': 'LOGS' } }] } } }],
  ['anything but one value where another element is there', { detail: { tags: [{ 'anything-but': 'red' }] } }],
  ['what exists, null included', { detail: { key: [{ exists: true }], nothing: [{ exists: true }] } }],
  ['what does not exist', { detail: { missing: [{ exists: false }] } }],
  ['the absence below what is not there', { detail: { missing: { deeper: [{ exists: false }] } } }],
  ['the absence of an object, as only values count', { detail: { bucket: [{ exists: false }] } }],
  ['the absence of an empty list', { detail: { none: [{ exists: false }] } }],
  ['what does not exist or has a value', { detail: { size: [{ exists: false }, 300] } }],
  ['one of two alternatives', { $or: [{ source: ['aws.ecr'] }, { detail: { size: [300] } }] }],
  ['alternatives deep inside, besides other fields', { detail: { bucket: { name: ['data'] }, $or: [{ size: [1] }, { on: [true] }] } }],
];

const failing: readonly (readonly [string, unknown])[] = [
  ['another value', { source: ['aws.ecr'] }],
  ['a number as text', { detail: { size: ['300'] } }],
  ['a field that is missing', { detail: { missing: ['x'] } }],
  ['two fields of different objects of a list', { detail: { jobs: { name: ['one'], status: ['Completed'] } } }],
  ['the absence of a field that one object of a list has', { detail: { jobs: { code: [{ exists: false }] } } }],
  ['a prefix of another case', { detail: { key: [{ prefix: 'Abalone/' }] } }],
  ['a suffix of another case', { detail: { key: [{ suffix: '.csv' }] } }],
  ['a wildcard that leaves a rest', { detail: { key: [{ wildcard: '*/datasets/*.CS' }] } }],
  ['a number outside of a range', { detail: { size: [{ numeric: ['>', 300] }] } }],
  ['a text for numeric', { detail: { key: [{ numeric: ['>', 0] }] } }],
  ['an address outside of a block', { detail: { address: [{ cidr: '10.0.1.0/24' }] } }],
  ['no address at all', { source: [{ cidr: '10.0.1.0/24' }] }],
  ['anything but its own value', { source: [{ 'anything-but': ['aws.s3'] }] }],
  ['anything but a prefix that it has', { detail: { key: [{ 'anything-but': { prefix: ['logs/', 'abalone/'] } }] } }],
  ['anything but, where nothing is', { detail: { missing: [{ 'anything-but': 'x' }] } }],
  ['what exists, where an object is', { detail: { bucket: [{ exists: true }] } }],
  ['none of the alternatives', { $or: [{ source: ['aws.ecr'] }, { detail: { size: [1] } }] }],
  ['one of the alternatives, but not the field beside', { source: ['aws.ecr'], $or: [{ detail: { on: [true] } }, { detail: { size: [1] } }] }],
];

const invalid: readonly (readonly [string, unknown, string])[] = [
  ['a value without a list', { detail: { size: 300 } }, '"size" must be an object or an array at detail.size'],
  ['an empty list', { detail: { size: [] } }, 'Empty arrays are not allowed at detail.size'],
  ['an empty object', { detail: {} }, 'Empty objects are not allowed at detail'],
  ['an empty pattern', {}, 'Empty objects are not allowed'],
  ['a list in a list', { detail: { size: [[1]] } }, 'a list inside a list is not allowed at detail.size'],
  ['an unknown operator', { detail: { key: [{ contains: 'x' }] } }, 'Unrecognized match type contains at detail.key'],
  ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }, 'Only one key allowed in match expression at source'],
  ['a prefix that is no text', { source: [{ prefix: 7 }] }, 'the operand must be a string at source.prefix'],
  ['an unknown comparison', { detail: { size: [{ numeric: ['~', 1] }] } }, 'Unrecognized numeric range operator: ~ at detail.size.numeric'],
  ['a range upside down', { detail: { size: [{ numeric: ['>', 5, '<', 1] }] } }, 'Bottom must be less than top at detail.size.numeric'],
  ['bounds in the wrong order', { detail: { size: [{ numeric: ['<', 5, '>', 1] }] } }, 'Bad numeric range operator at detail.size.numeric'],
  ['a block without bits', { detail: { address: [{ cidr: '10.0.0.0' }] } }, 'Malformed CIDR, one "/" required at detail.address.cidr'],
  ['two wildcards in a row', { source: [{ wildcard: 'a**' }] }, 'Consecutive wildcard characters at source.wildcard'],
  ['texts and numbers in anything-but', { source: [{ 'anything-but': ['a', 1] }] }, 'anything-but takes strings or numbers'],
  ['anything-but numeric', { source: [{ 'anything-but': { numeric: ['=', 1] } }] }, 'Unsupported anything-but pattern: numeric at source.anything-but'],
  ['exists with a text', { source: [{ exists: 'yes' }] }, 'exists must be true or false, and alone at source'],
];

describe('an event pattern', () => {
  it.each(matching)('matches %s', (_, pattern) => {
    const matches = compilePattern(pattern);

    expect(matches(event)).toBe(true);
  });

  it.each(failing)('does not match %s', (_, pattern) => {
    const matches = compilePattern(pattern);

    expect(matches(event)).toBe(false);
  });

  it.each(invalid)('with %s is refused, naming the place', (_, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ code: 'InvalidEventPatternException', message: expect.stringContaining(message) }));
  });

  it('takes an escaped wildcard for itself', () => {
    const matches = compilePattern({ name: [{ wildcard: 'a\\*b\\\\*' }] });

    expect(matches({ name: 'a*b\\anything' })).toBe(true);
    expect(matches({ name: 'axb\\anything' })).toBe(false);
  });

  it('takes $or for a name where it lists plain values', () => {
    const matches = compilePattern({ $or: ['a'] });

    expect(matches({ $or: 'a' })).toBe(true);
  });
});
