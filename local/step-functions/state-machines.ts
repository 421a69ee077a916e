import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../clock.ts';
import type { CountMetric } from '../cloudwatch/metric-store.ts';
import { AwsError, type AwsService, type CloudSettings, type Happening, type LambdaHost, type Permissions } from '../plane.ts';
import { checkDefinition, type Lint } from './check-definition.ts';
import type { Execution } from './execution.ts';
import { checkName } from './execution-request.ts';
import { Executions } from './executions.ts';
import { invokeAsRole } from './invoke-as-role.ts';
import { serviceActions } from './service-actions.ts';
import { checkRole } from './service-permissions.ts';
import type { StateMachine } from './state-machine.ts';
import { statusChange } from './status-change.ts';
import { statusMetric } from './status-metric.ts';
import { TaskTokens } from './task-tokens.ts';
import type { Ports } from './visit.ts';

export interface StateMachinesOptions {
  readonly settings: Pick<CloudSettings, 'region' | 'account'>;
  readonly permissions: Permissions;
  readonly lambda: Pick<LambdaHost, 'invoke'>;
  readonly publish: (happening: Happening) => void;
  /** CloudWatch's ear. */
  readonly count?: CountMetric;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly uuid?: () => string;
  readonly lint?: Lint;
}

export interface StateMachines extends AwsService {
  define(machine: {
    readonly name: string;
    readonly arn: string;
    readonly roleArn: string;
    readonly definition: string;
    readonly logGroupArn?: string;
    readonly tracing: boolean;
  }): void;
  /** How many states an execution has entered. */
  transitions(executionArn: string): number;
  close(): Promise<void>;
}

/** Step Functions on the laptop: defined by the provisioner, called through the gateway, acting as each machine's own role. */
export function createStateMachines(options: StateMachinesOptions): StateMachines {
  const { settings, permissions, lambda, publish, count, clock = systemClock, random = Math.random, uuid = randomUUID, lint } = options;
  const machines = new Map<string, StateMachine>();
  const tokens = new TaskTokens(uuid);
  const invokeLambda: Ports['invokeLambda'] = (arn, payload, execution) => invokeAsRole(arn, payload, execution, { permissions, lambda });
  const ports = { clock, chance: { random, uuid }, tokens, region: settings.region, account: settings.account, invokeLambda };
  const onChange = (execution: Execution) => {
    publish(statusChange(execution));
    count?.(statusMetric(execution));
  };
  const executions = new Executions({ settings, permissions, onChange, ports });
  const actions = serviceActions({ machines, executions, tokens, clock });
  return {
    service: 'states',
    owns: () => true,
    resourceOf: (_action, input) => (typeof input['taskToken'] === 'string' ? tokens.machineOf(input['taskToken']) : undefined),
    async call({ action, input }) {
      const answer = actions[action];
      if (answer === undefined)
        throw new AwsError(
          'UnsupportedOperation',
          `${action} of Step Functions is not supported locally: state machines come from the deployed template; change it there and deploy again`,
        );
      return answer(input);
    },
    define: (machine) => void machines.set(machine.arn, defined(machine, machines.get(machine.arn), { permissions, clock, uuid, lint })),
    transitions: (arn) => executions.read(arn).transitions,
    async close() {
      executions.abandon();
    },
  };
}

type Definer = { readonly permissions: Permissions; readonly clock: Clock; readonly uuid: () => string; readonly lint: Lint | undefined };

/** Refuses a machine that could not run, or whose role could not run it. */
function defined(machine: Parameters<StateMachines['define']>[0], known: StateMachine | undefined, { permissions, clock, uuid, lint }: Definer): StateMachine {
  const { definition: text, ...others } = machine;
  checkName(machine.name);
  const definition = checkDefinition(text, lint);
  checkRole(machine, known !== undefined, permissions);
  const now = clock.now();
  return { ...others, text, definition, createdAt: known?.createdAt ?? now, updatedAt: now, revisionId: uuid() };
}
