import { AwsError, type LambdaHost, type Permissions } from '../plane.ts';
import type { Json } from './json.ts';
import { StatesError } from './states-error.ts';
import type { FunctionAnswer, Identification } from './visit.ts';

/** The errors that Lambda's Invoke declares keep their names, of which a laptop can meet these; any other, such as a refusal, surfaces as AWSLambdaException. */
const DECLARED: ReadonlySet<string> = new Set([
  'InvalidParameterValueException',
  'InvalidRequestContentException',
  'RequestTooLargeException',
  'ResourceConflictException',
  'ResourceNotFoundException',
  'ResourceNotReadyException',
  'ServiceException',
  'TooManyRequestsException',
]);
const LONGEST_CAUSE = 32_768;

/** Invokes a function as the state machine's role, and turns every way it can fail into the error AWS shows to Retry and Catch. */
export async function invokeAsRole(
  arn: string,
  payload: string,
  execution: Identification,
  services: { readonly permissions: Permissions; readonly lambda: Pick<LambdaHost, 'invoke'> },
): Promise<FunctionAnswer> {
  const { permissions, lambda } = services;
  try {
    const { identity } = permissions.assume(execution.roleArn, 'states.amazonaws.com', execution.name.slice(0, 64));
    permissions.authorize(identity, 'lambda:InvokeFunction', arn);
    const invoked = await lambda.invoke(arn, payload);
    if (invoked.error) throw functionError(invoked.error);
    return { payload: parsed(invoked.payload), requestId: invoked.requestId };
  } catch (error) {
    throw error instanceof StatesError ? error : serviceError(error);
  }
}

function functionError(error: { readonly errorType: string; readonly errorMessage: string }): StatesError {
  const cause = JSON.stringify(error);
  if (error.errorType !== '') return new StatesError(error.errorType, cause.slice(0, LONGEST_CAUSE));
  return new StatesError(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${cause}`.slice(0, LONGEST_CAUSE),
  );
}

function serviceError(error: unknown): StatesError {
  if (!(error instanceof AwsError)) return new StatesError('Lambda.Unknown', error instanceof Error ? error.message : String(error));
  const code = error.code.endsWith('Exception') ? error.code : `${error.code}Exception`;
  return new StatesError(
    `Lambda.${DECLARED.has(code) ? code : 'AWSLambdaException'}`,
    `${error.message} (Service: AWSLambda; Status Code: ${error.status}; Error Code: ${code}; Proxy: null)`,
  );
}

/** A function that returns nothing answers null. */
function parsed(payload: string): Json {
  if (payload === '') return null;
  try {
    return JSON.parse(payload);
  } catch {
    throw new StatesError('Lambda.Unknown', 'The function answered a payload that is not JSON');
  }
}
