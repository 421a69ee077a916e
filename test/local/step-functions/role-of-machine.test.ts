import { describe, expect, it } from '@jest/globals';
import { laptop } from './laptop.ts';
import { quick } from './sample-definitions.ts';

describe('the role of a state machine', () => {
  const logGroupArn = 'arn:aws:logs:eu-west-1:123456789012:log-group:story:*';

  it('must be one that Step Functions may assume', () => {
    const { define, denied } = laptop();
    denied.add('states.amazonaws.com');

    expect(() => define(quick)).toThrow('Neither the global service principal states.amazonaws.com');
  });

  it('must be able to create the log delivery, and to change it when the machine is defined again', () => {
    const { define, authorized } = laptop();

    define(quick, { logGroupArn });
    const creating = authorized.splice(0).map(([action]) => action);
    define(quick, { logGroupArn });

    expect(creating).toEqual(['logs:CreateLogDelivery', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups']);
    expect(authorized.map(([action]) => action)).toEqual(['logs:ListLogDeliveries', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery']);
  });

  it('that may not deliver logs is refused with what is missing', () => {
    const { define, denied } = laptop();
    denied.add('logs:PutResourcePolicy');

    expect(() => define(quick, { logGroupArn })).toThrow(/not authorized to access the Log Destination .*logs:PutResourcePolicy/);
  });

  it('writes traces where tracing is on; without the permission the execution still goes on', async () => {
    const { define, start, outcome, authorized, denied } = laptop();
    denied.add('xray:PutTelemetryRecords');
    define(quick, { tracing: true });

    const arn = await start();

    expect(await outcome(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(authorized).toEqual([
      ['xray:PutTraceSegments', '*'],
      ['xray:GetSamplingRules', '*'],
      ['xray:GetSamplingTargets', '*'],
    ]);
  });
});
