import { describe, expect, it } from '@jest/globals';
import { checkDefinition } from '../../../local/step-functions/check-definition.ts';
import type { JsonObject } from '../../../local/step-functions/json.ts';

const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'work', 'Payload.$': '$' } };
const check = (definition: JsonObject) => checkDefinition(JSON.stringify(definition));
const placeholder = ['$', '{Work}'].join('');
const alone = (state: JsonObject) => ({ StartAt: 'One', States: { One: { End: true, ...state } } });

describe('a definition', () => {
  it('that is right is taken', () => {
    const machine = check({
      Comment: 'a story',
      StartAt: 'Judge',
      TimeoutSeconds: 3600,
      States: {
        Judge: {
          ...invoke,
          Comment: 'why',
          TimeoutSeconds: 60,
          Retry: [{ ErrorEquals: ['Busy'] }],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Tell' }],
          ResultPath: '$.judged',
          Next: 'Good',
        },
        Good: { Type: 'Choice', Choices: [{ And: [{ Variable: '$.judged.passed', BooleanEquals: true }], Next: 'Done' }], Default: 'Tell' },
        Done: { Type: 'Succeed' },
        Tell: { Type: 'Fail', Error: 'Told' },
      },
    });

    expect(Object.keys(machine.States)).toEqual(['Judge', 'Good', 'Done', 'Tell']);
    expect(machine.TimeoutSeconds).toBe(3600);
  });

  it.each<readonly [string, JsonObject]>([
    ["Missing 'Next' target: Nowhere (the states here are One) at /States/One", { StartAt: 'One', States: { One: { Type: 'Pass', Next: 'Nowhere' } } }],
    ['State Two is not reachable', { StartAt: 'One', States: { One: { Type: 'Pass', End: true }, Two: { Type: 'Succeed' } } }],
    ['exactly one of "End", "Next"', { StartAt: 'One', States: { One: { Type: 'Pass' }, Two: { Type: 'Succeed' } } }],
    [`${placeholder} was not replaced; name it under DefinitionSubstitutions`, alone({ ...invoke, Parameters: { FunctionName: placeholder } })],
    [
      'arn:aws:states:::sqs:sendMessage is not supported locally; use arn:aws:states:::lambda:invoke',
      alone({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: 'q', MessageBody: 'm' } }),
    ],
    ['InvocationType Event is not supported locally', alone({ ...invoke, Parameters: { FunctionName: 'work', InvocationType: 'Event' } })],
    ['JSONata is not supported locally; write the state with JSONPath at /States/One/QueryLanguage', alone({ ...invoke, QueryLanguage: 'JSONata' })],
    [
      'the distributed Map is not supported locally',
      alone({ Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'A', States: { A: { Type: 'Succeed' } } } }),
    ],
    ['Unrecognized key: "TimeoutSecond" at /States/One', alone({ ...invoke, TimeoutSecond: 5 })],
    [
      'Unrecognized key: "ItemReader" at /States/One',
      alone({ Type: 'Map', ItemReader: {}, ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } }),
    ],
    [
      'States.ALL must stand alone and last at /States/One/Retry/0/ErrorEquals',
      alone({ ...invoke, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['Busy'] }] }),
    ],
    ['ResultPath must be a reference path into the input, such as $.a.b, not "$.a[*]" at /States/One/ResultPath', alone({ ...invoke, ResultPath: '$.a[*]' })],
    ['"a.b" is not a path: it must begin with $ or $$. at /States/One/InputPath', alone({ ...invoke, InputPath: 'a.b' })],
    ['has a filter expression, which is not supported locally', alone({ ...invoke, Parameters: { FunctionName: 'work', 'Payload.$': '$.a[?(@.b>1)]' } })],
    ["The intrinsic function 'States.Format(' is not valid", alone({ ...invoke, Parameters: { FunctionName: 'work', 'Payload.$': 'States.Format(' } })],
    [
      "Missing 'Next' target: X (the states here are A) at /States/One/Branches/0/States/A",
      alone({ Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'X' } } }] }),
    ],
  ])('is refused: %s', (problem, definition) => {
    expect(() => check(definition)).toThrow(problem);
  });

  it('that is no JSON is refused', () => {
    expect(() => checkDefinition('StartAt: One')).toThrow("Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION");
  });
});
