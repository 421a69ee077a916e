import { plainTarOf } from '../tar-of.ts';
import { targetsOf } from './event-bus.ts';
import { loadDoors, type Mutation } from './load-doors.ts';
import { type Stage, standIns } from './stand-ins.ts';
import { deployedStateMachines } from './state-machines.ts';
import { type History, playHistory } from './story/history.ts';
import type { Product } from './world.ts';

let history: Promise<History> | undefined;

/** The product as deployed, or with some of its source changed, ready to be played in any number of worlds, one after the other. The past of all worlds is that of the product as it is. */
export async function loadProduct(mutations: readonly Mutation[] = []): Promise<Product> {
  const product = await load(mutations);
  history ??= (mutations.length === 0 ? Promise.resolve(product) : load([])).then(playHistory);
  return { ...product, history: await history };
}

async function load(mutations: readonly Mutation[]): Promise<Product> {
  const stage: Stage = {};
  const doors = await loadDoors(standIns(stage), mutations);
  const machines = deployedStateMachines();
  const [trainModel, scoreBatch] = [machines.get('train-model'), machines.get('score-batch')];
  if (!trainModel || !scoreBatch) throw new Error('state-machines/ holds no train-model.asl.yml or no score-batch.asl.yml');
  const [good, poor] = await Promise.all([9, 11].map((rmse) => plainTarOf({ 'evaluation.json': JSON.stringify({ metrics: { rmse } }) })));
  return {
    doors,
    stage,
    targets: targetsOf(doors.values()),
    trainModel,
    scoreBatch,
    outputs: { good: good ?? Buffer.alloc(0), poor: poor ?? Buffer.alloc(0) },
  };
}
