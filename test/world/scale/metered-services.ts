import type { Item, Key, Records, Services, Write } from '../../../core/ports.ts';
import { BusiestKey } from './busiest-key.ts';
import type { Meter } from './meter.ts';
import type { Quotas } from './quotas.ts';

/** A write is charged for the larger of the item before and after, per begun kilobyte, and twice because it is a transaction. */
const WRITE_UNITS_A_KILOBYTE = 2;
const READ_UNIT_BYTES = 4096;
/** About what a waiting request, a mail or an audit entry takes: to measure each would cost more than all the rest. */
const USUAL_BYTES = 400;

/** What the table was asked for: writes of one item, writes of all items of one `pk`, and the units that DynamoDB charges for the latter. */
export class TableUse {
  readonly items = new BusiestKey();
  readonly partitions = new BusiestKey();
  readonly units = new BusiestKey();
  writes = 0;
}

/** The records, with the units that DynamoDB charges: of the table, and of the one partition that each `pk` lies in. */
export function meteredRecords(
  records: Records,
  use: TableUse,
  { meter, quotas, now }: { readonly meter: Meter; readonly quotas: Quotas; readonly now: () => number },
): Records {
  return {
    async get(key) {
      meter.charge('tableReads');
      return records.get(key);
    },
    async query(pk, prefix, options) {
      const found = await records.query(pk, prefix, options);
      meter.charge('tableReads', Math.max(1, Math.ceil((found.length * USUAL_BYTES) / READ_UNIT_BYTES)));
      return found;
    },
    async write(...writes) {
      const units = await Promise.all(writes.map((write) => unitsOf(write, records)));
      for (const [index, write] of writes.entries())
        if (use.units.of(keyOf(write).pk, now()) + (units[index] ?? 0) > quotas.partitionWrites) meter.refuse('partitionWrites');
      meter.charge(
        'tableWrites',
        units.reduce((sum, each) => sum + each, 0),
      );
      for (const [index, write] of writes.entries()) {
        const { pk, sk } = keyOf(write);
        use.items.add(`${pk} ${sk}`, now());
        use.partitions.add(pk, now());
        use.units.add(pk, now(), units[index]);
      }
      use.writes += writes.length;
      return records.write(...writes);
    },
  };
}

async function unitsOf(write: Write, records: Records): Promise<number> {
  const before = sizeOf(await records.get(keyOf(write)));
  const given = 'put' in write ? sizeOf(write.item) : 'update' in write ? before + sizeOf(write.set) + sizeOf(write.append) : 0;
  return WRITE_UNITS_A_KILOBYTE * Math.max(1, Math.ceil(Math.max(before, given) / 1024));
}

const sizeOf = (item: Item | undefined) => (item === undefined ? 0 : JSON.stringify(item).length);

function keyOf(write: Write): Key {
  if ('put' in write) return write.put;
  if ('update' in write) return write.update;
  return 'delete' in write ? write.delete : write.check;
}

type Ports = Pick<Services, 'executions' | 'tokens' | 'datasets' | 'artifacts' | 'mails' | 'jobs' | 'registry'>;

/** The other services, each call charged where AWS counts it. */
export function meteredServices(ports: Ports, meter: Meter): Ports {
  const { executions, tokens, datasets, artifacts, mails, jobs, registry } = ports;
  return {
    executions: charged(executions, meter, { start: 'startExecution', describe: 'describeExecution' }),
    tokens: charged(tokens, meter, { succeed: 'sendTask', fail: 'sendTask' }),
    datasets: charged(datasets, meter, { list: 's3Reads', head: 's3Reads', read: 's3Reads', sizeOf: 's3Reads' }),
    artifacts: charged(artifacts, meter, {
      putJson: 's3Writes',
      putStream: 's3Writes',
      move: 's3Writes',
      join: 's3Writes',
      discard: 's3Writes',
      read: 's3Reads',
    }),
    mails: charged(mails, meter, { send: 'sends' }),
    jobs: charged(jobs, meter, { create: 'createTrainingJob', describe: 'describeTrainingJob', stop: 'describeTrainingJob' }),
    registry: charged(registry, meter, { createPackage: 'createModelPackage' }),
  };
}

function charged<Port extends object>(port: Port, meter: Meter, quotas: Readonly<Record<string, Parameters<Meter['charge']>[0]>>): Port {
  return new Proxy(port, {
    get(target, method) {
      const asked: unknown = Reflect.get(target, method);
      const quota = quotas[String(method)];
      if (quota === undefined || typeof asked !== 'function') return asked;
      return async (...given: readonly unknown[]) => {
        meter.charge(quota);
        return Reflect.apply(asked, target, given);
      };
    },
  });
}
