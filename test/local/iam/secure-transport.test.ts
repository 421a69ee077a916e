import { expect, it } from '@jest/globals';
import { holds } from '../../../local/iam/conditions.ts';
import { contextOf } from '../../../local/iam/context.ts';

const onlyOverTls = { operator: 'Bool', ifExists: false, key: 'aws:SecureTransport', values: ['false'] };
const place = { account: '123456789012', region: 'eu-west-1' };
const operator = { kind: 'operator', arn: 'arn:aws:iam::123456789012:user/operator' } as const;

it('lets a statement against plain HTTP apply to plain HTTP, and not to the gateway', () => {
  const overHttp = contextOf(operator, { 'aws:SecureTransport': 'false' }, place);
  const atTheGateway = contextOf(operator, {}, place);

  expect([holds(onlyOverTls, overHttp), holds(onlyOverTls, atTheGateway)]).toEqual([true, false]);
});
