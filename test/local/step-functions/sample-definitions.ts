import type { JsonObject } from '../../../local/step-functions/json.ts';
import { FUNCTION } from './laptop.ts';

/** A minute in which an execution is running. */
export const resting = { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 60, End: true } } };

/** Over as soon as it has begun. */
export const quick = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };

/** A Lambda task that hands its input on and whose output is the answer. */
export const invoke = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: FUNCTION, 'Payload.$': '$' },
  OutputPath: '$.Payload',
};

/** A state machine around one state, with others that it may lead to. */
export const alone = (state: JsonObject, others: JsonObject = {}): JsonObject => ({ StartAt: 'One', States: { One: state, ...others } });
