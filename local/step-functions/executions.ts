import { AwsError, type CloudSettings, type Permissions } from '../plane.ts';
import { Execution } from './execution.ts';
import { checkInput, checkName } from './execution-request.ts';
import { redrivability } from './redrivability.ts';
import { checkTracing } from './service-permissions.ts';
import type { StateMachine } from './state-machine.ts';
import type { Ports } from './visit.ts';

interface Services {
  readonly settings: Pick<CloudSettings, 'region' | 'account'>;
  readonly permissions: Permissions;
  readonly onChange: (execution: Execution) => void;
  readonly ports: Ports;
}

/** All executions since the start, and the rules by which one begins, ends by hand, or is taken up again. */
export class Executions {
  readonly #byArn = new Map<string, Execution>();
  readonly #services: Services;
  constructor(services: Services) {
    this.#services = services;
  }

  /** Starting again under the same name with the same input, while it runs, is the same start. */
  start(machine: StateMachine, request: { readonly name?: string | undefined; readonly input?: string | undefined }): Execution {
    const { settings, ports, permissions, onChange } = this.#services;
    const { name = ports.chance.uuid(), input = '{}' } = request;
    checkName(name);
    checkInput(input);
    const arn = `arn:aws:states:${settings.region}:${settings.account}:execution:${machine.name}:${name}`;
    const known = this.#byArn.get(arn);
    if (known?.status === 'RUNNING' && known.input === input) return known;
    if (known) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    const execution = new Execution({ arn, name, machine, input }, ports, onChange);
    this.#byArn.set(arn, execution);
    checkTracing(machine, name, permissions);
    execution.start();
    return execution;
  }

  redrive(execution: Execution): Date {
    const { redriveStatusReason } = redrivability(execution, this.#services.ports.clock.now());
    if (redriveStatusReason !== undefined) throw new AwsError('ExecutionNotRedrivable', `Execution Not Redrivable: '${redriveStatusReason}'`);
    return execution.redrive();
  }

  read(arn: string): Execution {
    const execution = this.#byArn.get(arn);
    if (execution) return execution;
    if (!/^arn:aws:states:[^:]*:\d{12}:execution:[^:]+:[^:]+$/.test(arn)) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  /** Newest first, as AWS lists them. */
  of(machineArn: string): readonly Execution[] {
    return [...this.#byArn.values()].filter(({ machine }) => machine.arn === machineArn).reverse();
  }

  /** The cloud goes down: nothing is recorded or told any more, and every timer is let go. */
  abandon(): void {
    for (const execution of this.#byArn.values()) execution.abandon();
  }
}
