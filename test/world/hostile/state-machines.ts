import { nameScoring } from '../../../core/batch-name.ts';
import type { Execution, Executions as ExecutionsPort, Scorings, Tokens } from '../../../core/ports.ts';
import { AwsError, type Happening, type Permissions } from '../../../local/plane.ts';
import { checkDefinition } from '../../../local/step-functions/check-definition.ts';
import { Executions } from '../../../local/step-functions/executions.ts';
import type { StateMachine } from '../../../local/step-functions/state-machine.ts';
import { StatesError } from '../../../local/step-functions/states-error.ts';
import { statusChange } from '../../../local/step-functions/status-change.ts';
import { TaskTokens } from '../../../local/step-functions/task-tokens.ts';
import type { Ports } from '../../../local/step-functions/visit.ts';
import { definitionOf } from '../../state-machines/definition-of.ts';
import type { Chance } from './chance.ts';
import { stateMachineArn } from './deployed-functions.ts';
import type { SimulatedLambda } from './lambda.ts';
import type { Timeline } from './timeline.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:';
const BEGIN = new Date(0);

/** The state machines as deployed, by their file's name: read and checked once for all worlds. */
export function deployedStateMachines(): ReadonlyMap<string, StateMachine> {
  return new Map((['train-model', 'score-batch'] as const).map((file) => [file, machineIn(file)]));
}

function machineIn(file: Parameters<typeof definitionOf>[0]): StateMachine {
  const name = `nacre-dev-${file}`;
  const text = JSON.stringify(definitionOf(file)).replace(/\$\{([A-Za-z]+)\}/g, `${FUNCTION}$1`);
  const definition = checkDefinition(text, () => []);
  return { name, arn: stateMachineArn(name), roleArn: 'role', text, definition, tracing: false, createdAt: BEGIN, updatedAt: BEGIN, revisionId: '1' };
}

type Options = {
  readonly timeline: Timeline;
  readonly lambda: SimulatedLambda;
  readonly chance: Chance;
  readonly publish: (happening: Happening) => void;
  /** Hears of each function that an execution begins to wait for. */
  readonly waits: (functionName: string, execution: string) => void;
  /** The machine that scores batches, where there are any. */
  readonly scoreBatch?: StateMachine;
};

/** Step Functions behind the ports: the interpreter of the laptop cloud under virtual time, with the functions of the world. */
export function simulatedStepFunctions(machine: StateMachine, { timeline, lambda, chance, publish, waits, scoreBatch = machine }: Options) {
  const tokens = new TaskTokens(chance.uuid);
  const ports: Ports = {
    clock: timeline,
    chance: { random: chance.next, uuid: chance.uuid },
    tokens,
    region: 'eu-west-1',
    account: '123456789012',
    async invokeLambda(arn, payload, execution) {
      waits(functionName(arn), execution.arn);
      return payloadOf(await lambda.invoke(functionName(arn), JSON.parse(payload)));
    },
  };
  const executions = new Executions({
    settings: { region: 'eu-west-1', account: '123456789012' },
    permissions: UNASKED,
    onChange: (execution) => publish(statusChange(execution)),
    ports,
  });
  return {
    executions,
    executionsPort: executionsPort(executions, machine),
    scoringsPort: scoringsPort(executions, scoreBatch),
    tokensPort: tokensPort(tokens),
  };
}

/** As adapters/executions.ts: what was started before is started. */
function executionsPort(executions: Executions, machine: StateMachine): ExecutionsPort {
  return {
    start: async (project, run) => start(executions, machine, run, { project, run }),
    describe: async (arn) => described(executions, arn),
    stop: async (arn, cause) => void executions.read(arn).stop(undefined, cause),
  };
}

function scoringsPort(executions: Executions, machine: StateMachine): Scorings {
  return {
    start: async ({ project, batch, attempt }) => start(executions, machine, nameScoring({ batch, attempt }), { project, batch, attempt }),
    find: async (scoring) => named('ExecutionDoesNotExist', () => described(executions, arnOf(machine, nameScoring(scoring)))),
  };
}

function described(executions: Executions, arn: string): Execution {
  const { name, status, ending, startDate } = executions.read(arn);
  return { name, status, ...(ending?.error && { error: ending.error }), ...(ending?.cause && { cause: ending.cause }), startedAt: startDate.toISOString() };
}

const arnOf = (machine: StateMachine, name: string) => `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;

function start(executions: Executions, machine: StateMachine, name: string, input: object): string {
  return named('ExecutionAlreadyExists', () => executions.start(machine, { name, input: JSON.stringify(input) }).arn) ?? arnOf(machine, name);
}

/** As adapters/tokens.ts. */
function tokensPort(tokens: TaskTokens): Tokens {
  const answered = (answer: () => void) => {
    answer();
    return 'answered' as const;
  };
  return {
    succeed: async (token, output) => named('Task', () => answered(() => tokens.succeed(token, JSON.parse(JSON.stringify(output))))) ?? 'gone',
    fail: async (token, error, cause) => named('Task', () => answered(() => tokens.fail(token, error, cause))) ?? 'gone',
  };
}

/** Undefined where Step Functions refuses with an error whose name begins so. */
function named<Answer>(code: string, ask: () => Answer): Answer | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof AwsError && error.code.startsWith(code)) return undefined;
    throw error;
  }
}

const functionName = (arn: string) => arn.slice(FUNCTION.length).replace(/^./, (letter) => letter.toLowerCase());

function payloadOf(invoked: Awaited<ReturnType<SimulatedLambda['invoke']>>) {
  if ('error' in invoked) throw new StatesError(invoked.error.errorType, JSON.stringify(invoked.error));
  return { payload: JSON.parse(JSON.stringify(invoked.payload)), requestId: 'simulated' };
}

/** The interpreter asks for permissions only where a machine is traced, and none is. */
const unasked = (): never => {
  throw new Error('nobody is asked for permissions in the hostile world');
};
const UNASKED: Permissions = {
  defineRole: unasked,
  definePolicyOf: unasked,
  assume: unasked,
  operator: { credentials: { accessKeyId: '', secretAccessKey: '' }, identity: { kind: 'operator', arn: '' } },
  identityOf: unasked,
  authorize: unasked,
  authorizeService: unasked,
  usage: unasked,
};
