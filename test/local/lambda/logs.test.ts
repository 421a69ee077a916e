import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogShipper, type LogWriter } from '../../../local/lambda/log-shipper.ts';
import { type LambdaWorld, lambdaWorld } from './lambda-world.ts';

describe('the log of a function', () => {
  let world: LambdaWorld;
  afterEach(() => world.close());

  it('holds what it writes, in order, between START, END and REPORT, in a stream per environment', async () => {
    world = lambdaWorld();
    const arn = world.define(`console.log('loaded');
      export const handler = async () => { console.log('one %d', 1); process.stderr.write('two\\n'); process.stdout.write('three'); console.warn('a\\nb'); };`);

    const { requestId } = await world.host.invoke(arn, '{}');
    await world.host.idle();

    expect(world.streams).toEqual([expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/)]);
    expect(world.lines.map((line) => line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME').replace(/\t(Duration|Init).*/, ''))).toEqual([
      `INIT_START Runtime Version: nodejs:24 (${process.version})`,
      `START RequestId: ${requestId} Version: $LATEST`,
      'TIME\t\tINFO\tloaded',
      `TIME\t${requestId}\tINFO\tone 1`,
      'two',
      `threeTIME\t${requestId}\tWARN\ta\rb`,
      `END RequestId: ${requestId}`,
      `REPORT RequestId: ${requestId}`,
    ]);
    expect(world.lines.at(-1)).toMatch(/Duration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms$/);
  });

  it('holds the last words of a process that exits', async () => {
    world = lambdaWorld();
    const arn = world.define(`export const handler = async () => { for (let n = 0; n < 2000; n += 1) console.log('line ' + n); process.exit(7); };`);

    const { requestId } = await world.host.invoke(arn, '{}');
    await world.host.close();

    expect(world.lines.filter((line) => line.includes('\tline '))).toHaveLength(2000);
    expect(world.lines).toContain(`RequestId: ${requestId} Error: Runtime exited with error: exit status 7\rRuntime.ExitError`);
    expect(world.lines.at(-1)).toContain('Status: error\tError Type: Runtime.ExitError');
  });

  it('asks for the role to send traces where tracing is on, and goes on where it may not', async () => {
    world = lambdaWorld({ denied: ['xray:PutTraceSegments'] });
    const arn = world.define('export const handler = async () => process.env._X_AMZN_TRACE_ID;', { tracing: true });

    const invoked = await world.host.invoke(arn, '{}');
    await world.host.idle();

    expect(invoked.payload).toContain('Sampled=1');
    expect(world.authorized).toEqual(['arn:aws:iam::123456789012:role/nacre-dev-sample/nacre-dev-sample xray:PutTraceSegments *']);
    expect(world.lines.at(-1)).toContain('XRAY TraceId: 1-');
  });
});

describe('log lines on their way', () => {
  const destination = { group: '/aws/lambda/sample', stream: 'stream', credentials: { accessKeyId: 'A', secretAccessKey: 'B' } };
  const shipped = (put: LogWriter['put']) => {
    const troubles: string[] = [];
    const shipper = createLogShipper(destination, {
      writer: { createStream: async () => undefined, put },
      gatherMs: 1,
      tell: (trouble) => void troubles.push(trouble),
    });
    return { shipper, troubles };
  };

  it('are sent again after an outage, none lost, none twice, in order', async () => {
    const written: string[] = [];
    const outages = [new Error('ECONNREFUSED'), new Error('busy')];
    const { shipper, troubles } = shipped(async (_, lines) => {
      const outage = outages.shift();
      if (outage) throw outage;
      written.push(...lines.map(({ message }) => message));
    });

    for (const line of ['a', 'b', 'c']) shipper.line(line);
    await shipper.flush();

    expect(written).toEqual(['a', 'b', 'c']);
    expect(troubles).toEqual([]);
  });

  it('are told to be lost at once where the role may not write them', async () => {
    const { shipper, troubles } = shipped(async () => {
      throw Object.assign(new Error('not authorized to perform: logs:PutLogEvents'), { name: 'AccessDeniedException' });
    });

    shipper.line('a');
    await shipper.flush();

    expect(troubles).toEqual(['1 log lines of /aws/lambda/sample were not written: not authorized to perform: logs:PutLogEvents']);
  });

  it('travel in batches that CloudWatch Logs takes', async () => {
    const sizes: number[] = [];
    const { shipper } = shipped(async (_, lines) => void sizes.push(lines.length));

    for (let n = 0; n < 10_001; n += 1) shipper.line('x');
    for (let n = 0; n < 5; n += 1) shipper.line('y'.repeat(256 * 1024));
    await shipper.flush();

    expect(sizes).toEqual([10_000, 4, 2]);
  });
});
