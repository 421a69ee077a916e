import { GetObjectCommand } from '@aws-sdk/client-s3';
import { paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import type { Laptop } from './laptop.ts';

/** The text at an s3:// address. */
export async function textAt({ target }: Laptop, uri = ''): Promise<string> {
  const [, , Bucket = '', ...key] = uri.split('/');
  const { Body } = await target.clients.s3.send(new GetObjectCommand({ Bucket, Key: key.join('/') }));
  return (await Body?.transformToString()) ?? '';
}

/** The states that an execution entered, in their order. */
export async function statesEntered({ target }: Laptop, executionArn: string | undefined): Promise<readonly string[]> {
  const entered: string[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client: target.clients.sfn }, { executionArn }))
    entered.push(...events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []));
  return entered;
}
