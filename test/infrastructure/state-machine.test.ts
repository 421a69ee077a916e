import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { statesIn } from '../state-machines/states-in.ts';
import { type Compiled, compile, Policy } from './compiled.ts';

const validate: (definition: unknown) => { readonly isValid: boolean; readonly errors: readonly unknown[] } = createRequire(import.meta.url)('asl-validator');

const Resource = z.object({
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })),
  LoggingConfiguration: z.unknown(),
  TracingConfiguration: z.unknown(),
});
const State = z.object({
  Type: z.string(),
  ResultPath: z.string().nullish(),
  TimeoutSeconds: z.number().optional(),
  Parameters: z.object({ FunctionName: z.string().optional() }).optional(),
});

/** Several states may share one function; the first of them gives it its name. */
const SHARED: Readonly<Record<string, string>> = { SendFailureMails: 'SendMails' };

const MACHINES = [
  { id: 'TrainModel', keeping: ['StartTraining', 'RegisterModel', 'FinishRun', 'FailRun', 'SendMails'] },
  { id: 'ScoreBatch', keeping: ['StartTransform', 'CollectPredictions', 'FinishBatch', 'FailBatch', 'SendMails'] },
] as const;

describe.each(MACHINES)('the state machine $id', ({ id, keeping: expected }) => {
  let compiled: Compiled;
  let machine: z.infer<typeof Resource>;
  let tasks: readonly (readonly [string, z.infer<typeof State>])[];
  beforeAll(async () => {
    compiled = await compile();
    machine = Resource.parse(compiled.of('AWS::StepFunctions::StateMachine', Resource).find((each) => each.id === id)?.properties);
    tasks = statesIn(JSON.parse(machine.DefinitionString), State).filter(([, { Type }]) => Type === 'Task');
  });

  it('is valid once its functions have ARNs', () => {
    const whole = machine.DefinitionString.replace(/\$\{(\w+)\}/g, (_, name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`);

    expect(validate(JSON.parse(whole))).toMatchObject({ isValid: true, errors: [] });
  });

  it('calls the function that bears the name of the state', () => {
    for (const [name, { Parameters }] of tasks) expect(Parameters?.FunctionName).toBe(`\${${SHARED[name] ?? name}}`);
  });

  it('is given every function that it calls, and no other', () => {
    const called = new Set(tasks.map(([name]) => SHARED[name] ?? name));

    expect(Object.keys(machine.DefinitionSubstitutions).sort()).toEqual([...called].sort());
    for (const [name, { 'Fn::GetAtt': target }] of Object.entries(machine.DefinitionSubstitutions)) expect(target).toEqual([`${name}LambdaFunction`, 'Arn']);
  });

  it('keeps the input of the states whose answer nobody needs', () => {
    const keeping = tasks.filter(([, { ResultPath }]) => ResultPath === null).map(([name]) => name);

    expect(keeping).toEqual(expect.arrayContaining([...expected]));
  });

  it('outwaits every function, so that what is reported is the function’s own timeout', () => {
    for (const [name, { TimeoutSeconds }] of tasks) {
      const { Timeout } = z.object({ Timeout: z.number() }).parse(compiled.template.Resources[`${SHARED[name] ?? name}LambdaFunction`]?.Properties);
      if (TimeoutSeconds !== undefined) expect({ name, outwaits: TimeoutSeconds > Timeout }).toEqual({ name, outwaits: true });
    }
  });

  it('logs every step without what it carried, and is traced', () => {
    expect(machine.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(machine.TracingConfiguration).toEqual({ Enabled: true });
  });

  it('may invoke exactly its functions', () => {
    const Role = z.object({ Policies: z.array(z.object({ PolicyDocument: Policy })) });
    const { Policies } = Role.parse(compiled.template.Resources[`${id}Role`]?.Properties);
    const invoking = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).filter(({ Action }) => Action.includes('lambda:InvokeFunction'));

    expect(invoking.flatMap(({ Resource }) => Resource)).toEqual(Object.values(machine.DefinitionSubstitutions));
  });
});
