import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Arrivals } from '../core/ports.ts';

/** The functions that take arrivals, by their ARNs. They are invoked as S3's event would have invoked them: asynchronously, with their own retries and dead letters. */
export function lambdaArrivals(functions: Readonly<Record<Parameters<Arrivals['hand']>[0], string>>, client = new LambdaClient({})): Arrivals {
  return {
    async hand(kind, found) {
      await client.send(new InvokeCommand({ FunctionName: functions[kind], InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(found)) }));
    },
  };
}
