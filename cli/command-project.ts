import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CommandError } from './command-error.ts';
import type { Target } from './target.ts';

export type Asked = {
  readonly command: 'request' | 'retry' | 'cancel' | 'pause' | 'resume';
  readonly project: string;
  readonly why: string;
  readonly run?: string;
};

/** Tells the function `commandProject` what a person wants. Who that is, is whoever the credentials belong to. */
export async function commandProject({ clients: { settings }, stage }: Target, asked: Asked): Promise<Readonly<Record<string, unknown>>> {
  const { Arn: who } = await new STSClient(settings).send(new GetCallerIdentityCommand({}));
  const Payload = Buffer.from(JSON.stringify({ ...asked, who, token: randomUUID() }));
  const answered = await new LambdaClient(settings).send(new InvokeCommand({ FunctionName: `nacre-${stage}-commandProject`, Payload }));
  const answer: unknown = JSON.parse(answered.Payload?.transformToString() || 'null');
  if (answered.FunctionError) throw new CommandError(messageIn(answer));
  return isFacts(answer) ? answer : {};
}

const isFacts = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const messageIn = (answer: unknown) =>
  isFacts(answer) && typeof answer['errorMessage'] === 'string'
    ? answer['errorMessage']
    : 'The function commandProject failed; `nacre logs commandProject` says why.';
