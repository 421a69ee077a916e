import { existsSync, statSync } from 'node:fs';
import { type AwsCall, AwsError, type AwsService, type Facts, type FunctionDefinition } from '../plane.ts';
import type { Host } from './lambda-host.ts';

/** What of Lambda's own API the laptop answers. */
export function lambdaApi(host: Pick<Host, 'invoke' | 'invokeAsync' | 'find' | 'definitions'>): AwsService {
  const configurationOf = (input: Facts) => configuration(host.find(functionNameIn(input)).definition);
  const actions: Readonly<Record<string, (input: Facts) => Promise<Facts> | Facts>> = {
    Invoke: (input) => invoke(host, input),
    GetFunction: (input) => ({ Configuration: configurationOf(input), Code: { RepositoryType: 'S3', Location: '' }, Tags: {} }),
    GetFunctionConfiguration: configurationOf,
    ListFunctions: () => ({ Functions: host.definitions().map(configuration) }),
  };
  return {
    service: 'lambda',
    owns: () => true,
    call: async ({ action, input }: AwsCall) => {
      const answer = actions[action];
      if (!answer)
        throw new AwsError('NotImplementedLocally', `lambda:${action} is not part of the laptop cloud; functions come from the compiled template`, 501);
      return answer(input);
    },
  };
}

async function invoke(host: Pick<Host, 'invoke' | 'invokeAsync' | 'find'>, input: Facts): Promise<Facts> {
  const name = functionNameIn(input);
  const payload = payloadIn(input);
  const type = input['InvocationType'] ?? 'RequestResponse';
  if (type === 'DryRun') {
    host.find(name);
    return { StatusCode: 204 };
  }
  if (type === 'Event') {
    await host.invokeAsync(name, payload);
    return { StatusCode: 202 };
  }
  const invoked = await host.invoke(name, payload);
  return { StatusCode: 200, ...(invoked.error ? { FunctionError: 'Unhandled' } : {}), ExecutedVersion: '$LATEST', Payload: invoked.payload };
}

function functionNameIn(input: Facts): string {
  const qualifier = input['Qualifier'] ?? '$LATEST';
  const name = String(input['FunctionName']);
  if (qualifier !== '$LATEST') throw new AwsError('ResourceNotFoundException', `Function not found: ${name}:${String(qualifier)}`, 404);
  return name;
}

function payloadIn(input: Facts): string {
  const payload = input['Payload'];
  const text = payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : payload;
  return typeof text === 'string' && text !== '' ? text : '{}';
}

function configuration(definition: FunctionDefinition): Facts {
  return {
    FunctionName: definition.name,
    FunctionArn: definition.arn,
    Runtime: definition.runtime,
    Role: definition.roleArn,
    Handler: definition.handler,
    CodeSize: existsSync(definition.zip) ? statSync(definition.zip).size : 0,
    Timeout: definition.timeoutSeconds,
    MemorySize: definition.memoryMB,
    Version: '$LATEST',
    Environment: { Variables: definition.environment },
    TracingConfig: { Mode: definition.tracing ? 'Active' : 'PassThrough' },
    PackageType: 'Zip',
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    State: 'Active',
    LastUpdateStatus: 'Successful',
    LoggingConfig: { LogFormat: 'Text', LogGroup: definition.logGroup },
  };
}
