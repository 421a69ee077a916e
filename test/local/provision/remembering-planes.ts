import type { EventBus, FunctionDefinition, Permissions } from '../../../local/plane.ts';
import type { Planes } from '../../../local/provision/provision.ts';
import type { StateMachines } from '../../../local/step-functions/state-machines.ts';

type Rule = Parameters<EventBus['defineRule']>[0];
type Machine = Parameters<StateMachines['define']>[0];

/** Planes that only remember what they were given; permissions are the real ones. */
export function rememberingPlanes(permissions: Permissions) {
  const defined = {
    functions: new Map<string, FunctionDefinition>(),
    rules: new Map<string, Rule>(),
    stateMachines: new Map<string, Machine>(),
    topics: new Map<string, string[]>(),
  };
  const planes: Planes = {
    permissions,
    lambda: { define: (definition) => void defined.functions.set(definition.name, definition) },
    bus: { defineRule: (rule) => void defined.rules.set(rule.name, rule) },
    topics: {
      define: (arn) => void defined.topics.set(arn, []),
      subscribe: (arn, address) => void defined.topics.get(arn)?.push(address),
    },
    stateMachines: { define: (machine) => void defined.stateMachines.set(machine.name, machine) },
  };
  return { planes, defined };
}
