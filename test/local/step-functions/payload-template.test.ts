import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../local/step-functions/json.ts';
import { fillTemplate } from '../../../local/step-functions/payload-template.ts';

const input = {
  name: 'abalone',
  list: [1, 2, 2, 3],
  number: 5,
  rows: [{ id: 1 }, { id: 2 }],
  nested: { 'odd name': [{ deep: true }] },
  text: '{"a":1}',
  other: { number: 6 },
};
const context = { Execution: { Name: 'run-1' } };
const chance = { random: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000001' };
const fill = (template: Json): Json => fillTemplate(template, { input, context }, chance);

describe('a payload template', () => {
  it('replaces fields ending in .$ at any depth and leaves the others', () => {
    const filled = fill({ 'who.$': '$.name', run: { 'id.$': '$$.Execution.Name' }, all: [{ 'n.$': '$.number' }], plain: '$.name', 'whole.$': '$.other' });

    expect(filled).toEqual({ who: 'abalone', run: { id: 'run-1' }, all: [{ n: 5 }], plain: '$.name', whole: { number: 6 } });
  });

  it.each([
    ['$.rows[*].id', [1, 2]],
    ['$.rows[-1].id', 2],
    ['$.list[1:3]', [2, 2]],
    ['$.list[0,3]', [1, 3]],
    ["$.nested['odd name'][0].deep", true],
    ['$..number', [5, 6]],
    ['$.rows[?]', undefined],
  ] as const)('reads %s', (path, expected) => {
    const read = () => fill({ 'value.$': path });

    if (expected === undefined) expect(read).toThrow('is not a JSONPath');
    else expect(read()).toEqual({ value: expected });
  });

  it('names the path, the field and the input where a path leads nowhere', () => {
    const read = () => fill({ 'who.$': '$.missing' });

    expect(read).toThrow(/The JSONPath '\$\.missing' specified for the field 'who\.\$' could not be found in the input '\{"name":"abalone"/);
  });

  it('does not find what every JavaScript object inherits', () => {
    const read = () => fill({ 'value.$': '$.constructor' });

    expect(read).toThrow('could not be found');
  });
});

describe('an intrinsic function', () => {
  it.each([
    ["States.Format('{} has {} rows, \\{kept\\}', $.name, 2)", 'abalone has 2 rows, {kept}'],
    ["States.Format('it\\'s {}', $.other)", 'it\'s {"number":6}'],
    ['States.StringToJson($.text)', { a: 1 }],
    ['States.JsonToString($.other)', '{"number":6}'],
    ["States.Array($.name, 1, true, null, 'x')", ['abalone', 1, true, null, 'x']],
    ['States.ArrayPartition($.list, 3)', [[1, 2, 2], [3]]],
    ['States.ArrayContains($.rows, States.StringToJson(\'{"id":2}\'))', true],
    ['States.ArrayRange(1, 9, 4)', [1, 5, 9]],
    ['States.ArrayGetItem($.list, 3)', 3],
    ['States.ArrayLength($.list)', 4],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ["States.Base64Encode('data')", 'ZGF0YQ=='],
    ["States.Base64Decode('ZGF0YQ==')", 'data'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['States.JsonMerge($.other, States.StringToJson($.text), false)', { number: 6, a: 1 }],
    ['States.MathAdd($.number, -1)', 4],
    ['States.MathRandom(1, 9)', 5],
    ["States.StringSplit('1.2|3', '.|')", ['1', '2', '3']],
    ['States.UUID()', '00000000-0000-4000-8000-000000000001'],
  ] as const)('%s', (call, expected) => {
    const filled = fill({ 'value.$': call });

    expect(filled).toEqual({ value: expected });
  });

  it.each([
    ["States.Format('{}')", 'more {} than values'],
    ["States.Format('a', 1)", 'more values than {}'],
    ['States.ArrayLength($.name)', 'needs an array'],
    ['States.ArrayGetItem($.list, 4)', 'found no item 4'],
    ['States.ArrayRange(0, 1000, 1)', 'at most 1000 items'],
    ['States.JsonMerge($.other, $.other, true)', 'only a shallow merge'],
    ['States.StringToJson($.name)', 'not JSON'],
    ["States.Hash('a', 'CRC')", 'does not know "CRC"'],
    ['States.MathAdd(1)', 'takes 2 arguments, not 1'],
    ['States.Sum(1)', 'no intrinsic function States.Sum'],
    ['States.Array(1', 'expected "," or ")"'],
  ])('refuses %s', (call, problem) => {
    const evaluate = () => fill({ 'value.$': call });

    expect(evaluate).toThrow(problem);
  });
});
