import { z } from 'zod';
import { boolean, kind } from './resource-kind.ts';

const Logging = z.strictObject({
  Level: z.literal('ALL'),
  IncludeExecutionData: z.literal(false),
  Destinations: z.tuple([z.strictObject({ CloudWatchLogsLogGroup: z.strictObject({ LogGroupArn: z.string() }) })]),
});

const StateMachine = z.strictObject({
  StateMachineName: z.string(),
  StateMachineType: z.literal('STANDARD'),
  RoleArn: z.string(),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.string()).default({}),
  LoggingConfiguration: Logging.optional(),
  TracingConfiguration: z.strictObject({ Enabled: boolean }).optional(),
});

export const stateMachine = kind({
  type: 'AWS::StepFunctions::StateMachine',
  properties: StateMachine,
  create({ StateMachineName: name, RoleArn: roleArn, ...properties }, { planes, settings: { account, region } }, id) {
    const arn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const logGroupArn = properties.LoggingConfiguration?.Destinations[0].CloudWatchLogsLogGroup.LogGroupArn;
    const definition = substituted(id, properties.DefinitionString, properties.DefinitionSubstitutions);
    const tracing = properties.TracingConfiguration?.Enabled ?? false;
    planes.stateMachines.define({ name, arn, roleArn, definition, tracing, ...(logGroupArn === undefined ? {} : { logGroupArn }) });
    return { ref: arn, attributes: { Arn: arn, Name: name } };
  },
});

/** CloudFormation leaves an unknown `${Name}` as it stands, and the execution fails days later; here it stops the deployment. */
function substituted(id: string, definition: string, substitutions: Readonly<Record<string, string>>): string {
  return definition.replace(/\$\{([A-Za-z0-9_]+)\}/g, (_whole, name: string) => {
    const value = substitutions[name];
    if (value === undefined)
      throw new Error(`${id} speaks of \${${name}}, which its DefinitionSubstitutions do not hold; add it in infrastructure/state-machine.yml`);
    return JSON.stringify(value).slice(1, -1);
  });
}
