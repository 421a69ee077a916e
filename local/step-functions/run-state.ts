import { placed, withinLimit } from './data-flow.ts';
import type { State } from './definition.ts';
import { catcherOf, Retries } from './error-matching.ts';
import type { Json } from './json.ts';
import { pause } from './pause.ts';
import { runMap, runParallel } from './run-branches.ts';
import { runChoice, runFail, runPass, runSucceed, runWait } from './run-simple-states.ts';
import { runTask } from './run-task.ts';
import { Interrupted, StatesError } from './states-error.ts';
import type { Branch, Step, Visit } from './visit.ts';

/** One state from entry to exit: its attempts, its retries, and the Catch that takes over when they are used up. */
export async function runState(name: string, state: State, input: Json, branch: Branch): Promise<Step> {
  branch.run.countTransition();
  const entered = branch.thread.add(`${state.Type}StateEntered`, { name, input: JSON.stringify(input), inputDetails: { truncated: false } });
  const enteredTime = branch.run.ports.clock.now().toISOString();
  try {
    const step = await attempt(state, (retries) => ({ ...branch, name, entered, input, context: contextOf(name, enteredTime, retries, branch) }));
    withinLimit(step.output, name);
    branch.thread.add(`${state.Type}StateExited`, { name, output: JSON.stringify(step.output), outputDetails: { truncated: false } });
    return step;
  } catch (error) {
    if (error instanceof Interrupted && error.failedAfter !== undefined) branch.thread.history.add(`${state.Type}StateAborted`, error.failedAfter);
    throw error;
  }
}

async function attempt(state: State, visitOf: (retries: number) => Visit): Promise<Step> {
  const retries = new Retries('Retry' in state ? state.Retry : []);
  for (let count = 0; ; count += 1) {
    const visit = visitOf(count);
    try {
      return await work(state, visit);
    } catch (error) {
      if (!(error instanceof StatesError)) throw error;
      const failure = located(error, visit);
      const delay = retries.delayAfter(failure, visit.run.ports.chance.random);
      if (delay === undefined) return caught(state, failure, visit);
      await pause(delay, visit);
      visit.run.countTransition();
    }
  }
}

function work(state: State, visit: Visit): Promise<Step> | Step {
  switch (state.Type) {
    case 'Task':
      return runTask(state, visit);
    case 'Pass':
      return runPass(state, visit);
    case 'Choice':
      return runChoice(state, visit);
    case 'Wait':
      return runWait(state, visit);
    case 'Succeed':
      return runSucceed(state, visit);
    case 'Fail':
      return runFail(state, visit);
    case 'Parallel':
      return runParallel(state, visit);
    case 'Map':
      return runMap(state, visit);
  }
}

/** The catcher's output goes on as it is: OutputPath does not apply to it, and what the failure does not say is an empty text. */
function caught(state: State, failure: StatesError, visit: Visit): Step {
  const catcher = catcherOf(failure, 'Catch' in state ? state.Catch : []);
  if (catcher === undefined) throw failure;
  return { output: placed(catcher.ResultPath, { Error: failure.error, Cause: failure.details ?? '' }, visit.input), next: catcher.Next };
}

/** AWS says in which state a runtime error happened; the innermost state speaks first. */
function located(failure: StatesError, visit: Visit): StatesError {
  if (failure.error !== 'States.Runtime' || failure.details?.startsWith('An error occurred while executing the state')) return failure;
  return new StatesError(
    failure.error,
    `An error occurred while executing the state '${visit.name}' (entered at the event id #${visit.entered}). ${failure.details}`,
  );
}

function contextOf(name: string, enteredTime: string, retries: number, branch: Branch): Visit['context'] {
  const context = { ...branch.run.context, State: { Name: name, EnteredTime: enteredTime, RetryCount: retries } };
  return branch.item === undefined ? context : { ...context, Map: { Item: branch.item } };
}
