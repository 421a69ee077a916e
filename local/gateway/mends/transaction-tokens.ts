import { sha256 } from '../../../core/sha256.ts';
import { textIn } from '../../iam/needs/need.ts';
import { AwsError } from '../../plane.ts';
import { isSuccess, type Mend, type Outcome } from './mend.ts';

const REMEMBERED_MS = 10 * 60 * 1000;

/** DynamoDB does a transaction once for ten minutes under one ClientRequestToken; SDKs send one, and retries rely on it. moto would write twice. */
export function honourTransactionTokens(): Mend {
  const done = new Map<string, { readonly request: string; readonly until: number; readonly outcome: Outcome }>();
  return {
    service: 'dynamodb',
    actions: ['TransactWriteItems'],
    async apply({ input }, { onward }) {
      const token = textIn(input, 'ClientRequestToken');
      if (token === undefined) return onward();
      const request = sha256(JSON.stringify(input['TransactItems']));
      const earlier = done.get(token);
      if (earlier !== undefined && earlier.until > Date.now()) return again(earlier, request);
      const outcome = await onward();
      if (isSuccess(outcome)) done.set(token, { request, until: Date.now() + REMEMBERED_MS, outcome });
      for (const [old, { until }] of done) if (until <= Date.now()) done.delete(old);
      return outcome;
    },
  };
}

function again(earlier: { readonly request: string; readonly outcome: Outcome }, request: string): Outcome {
  if (earlier.request === request) return earlier.outcome;
  throw new AwsError('IdempotentParameterMismatchException', 'ClientRequestToken was used before with different parameters.');
}
