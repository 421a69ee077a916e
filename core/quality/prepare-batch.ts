import type { Writable } from 'node:stream';
import type { Layout } from './header.ts';
import { preparedFrom, workOn } from './prepare.ts';
import { prepareSource } from './prepare-source.ts';
import type { Contract, Prepared, Source } from './prepared.ts';
import { ScoringCopy } from './scoring-copy.ts';

export interface PreparedBatch extends Prepared {
  readonly layout: Layout;
}

/** As prepareCsv, but for rows that a model is to score: `clean` is what its server is sent, `lines` tells the source line of each record. */
export async function prepareBatch(source: Source, contract: Contract, sinks: { readonly clean: Writable; readonly lines: Writable }): Promise<PreparedBatch> {
  const copy = new ScoringCopy(contract.columns, sinks);
  const work = workOn(contract, copy);
  try {
    const { read, layout } = await prepareSource(source, work);
    return { ...preparedFrom([read], work, await copy.end()), layout };
  } catch (error) {
    sinks.clean.destroy();
    sinks.lines.destroy();
    throw error;
  }
}
