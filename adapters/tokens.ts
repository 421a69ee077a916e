import { InvalidToken, SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import type { Tokens } from '../core/ports.ts';
import { PATIENT } from './patient.ts';

/** Step Functions' limits for what a failed task may say. */
const LONGEST = { error: 256, cause: 32_768 };

/** Answers the states that wait for a task token. A token takes one answer; later ones find nobody waiting. */
export function stepFunctionsTokens(client = new SFNClient(PATIENT)): Tokens {
  return {
    succeed: (taskToken, output) => answered(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
    fail: (taskToken, error, cause) =>
      answered(client.send(new SendTaskFailureCommand({ taskToken, error: error.slice(0, LONGEST.error), cause: cause.slice(0, LONGEST.cause) }))),
  };
}

async function answered(sent: Promise<unknown>): Promise<'answered' | 'gone'> {
  try {
    await sent;
    return 'answered';
  } catch (error) {
    if (error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken) return 'gone';
    throw error;
  }
}
