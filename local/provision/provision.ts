import type { CloudSettings, EventBus, Facts, FunctionDefinition, LambdaHost, Permissions } from '../plane.ts';
import type { Topics } from '../sns/topics.ts';
import type { StateMachines } from '../step-functions/state-machines.ts';
import { type Clients, clientsOf } from './clients.ts';
import { evaluate } from './intrinsics.ts';
import { settleParameters } from './parameters.ts';
import { type Recorded, recordedIn } from './recorded.ts';
import { inOrder } from './references.ts';
import { kindOf } from './resource-kinds.ts';
import { StackScope } from './stack-scope.ts';
import { readTemplate } from './template.ts';

export interface Planes {
  readonly permissions: Pick<Permissions, 'defineRole' | 'definePolicyOf' | 'assume' | 'authorize' | 'operator'>;
  readonly lambda: Pick<LambdaHost, 'define'>;
  readonly bus: Pick<EventBus, 'defineRule'>;
  readonly stateMachines: Pick<StateMachines, 'define'>;
  readonly topics: Pick<Topics, 'define' | 'subscribe'>;
}

/** What a resource may use while it is made; `functions` and `policies` gather what several resources say of one function. */
export interface ProvisionedCloud {
  readonly settings: CloudSettings;
  readonly stack: string;
  readonly packageFolder: string;
  readonly planes: Planes;
  readonly aws: Clients;
  readonly functions: Map<string, FunctionDefinition>;
  readonly policies: Map<string, readonly Facts[]>;
}

export type Provisioned = { readonly outputs: Readonly<Record<string, string>>; readonly recordedNotEnforced: readonly Recorded[] };

/** Applies the compiled template to the laptop cloud, as CloudFormation would: all of it, or an error that names what it does not know. */
export async function provision(
  template: unknown,
  {
    settings,
    parameters,
    packageFolder,
    planes,
  }: { readonly settings: CloudSettings; readonly parameters: Readonly<Record<string, string>>; readonly packageFolder: string; readonly planes: Planes },
): Promise<Provisioned> {
  const read = readTemplate(template);
  const stack = `nacre-${settings.stage}`;
  const scope = new StackScope(read, { stack, account: settings.account, region: settings.region, parameters: settleParameters(read, parameters) });
  const aws = clientsOf(settings, planes.permissions.operator.credentials);
  const cloud: ProvisionedCloud = { settings, stack, packageFolder, planes, aws, functions: new Map(), policies: new Map() };
  const resources = inOrder(read).flatMap((id) => {
    const resource = read.Resources[id];
    return resource === undefined || !scope.wants(resource) ? [] : [{ id, resource, kind: kindOf(id, resource.Type) }];
  });
  const recorded: Recorded[] = [];
  for (const { id, resource, kind } of resources) {
    const properties = evaluate(resource.Properties, scope);
    scope.created(id, await kind.create(id, properties, cloud));
    recorded.push(...recordedIn(id, resource, properties, kind.recorded));
  }
  return { outputs: scope.outputs(), recordedNotEnforced: recorded };
}
