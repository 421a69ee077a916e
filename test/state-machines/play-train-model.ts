import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { laptop } from '../local/step-functions/laptop.ts';

const PREFIX = 'arn:aws:lambda:eu-west-1:123456789012:function:';
const text = readFileSync(new URL('../../state-machines/train-model.asl.yml', import.meta.url), 'utf8');
export const definition = JSON.stringify(parse(text)).replace(/\$\{(\w+)\}/g, `${PREFIX}$1`);

type Answers = Readonly<Record<string, (nth: number) => unknown>>;

const WithToken = z.object({ token: z.string() });

export const HAPPY: Answers = {
  ClaimRequests: () => ({ next: 'go', trainingTimeoutSeconds: 600, requests: 1 }),
  PrepareDataset: () => ({ next: 'go' }),
  StartTraining: () => ({}),
  EvaluateModel: () => ({ passed: true }),
};

/** The state machine as deployed, with functions that answer what a test says and a clock that a test turns. */
export async function play(answers: Answers = {}, token: { readonly answers?: readonly ('ok' | string)[] } = {}) {
  const invoked: string[] = [];
  const payloads: unknown[] = [];
  const left = [...(token.answers ?? ['ok'])];
  const world = laptop((payload, arn) => {
    const name = arn.slice(PREFIX.length);
    const nth = invoked.push(name);
    payloads.push(payload);
    return { ...HAPPY, ...answers }[name]?.(nth) ?? {};
  });
  world.define(definition);
  const arn = await world.start({ project: 'cars', run: 'cars-1-abcdef' });
  await world.clock.advance(10);
  for (let answer = left.shift(); answer !== undefined; answer = left.shift()) {
    const { success, data } = WithToken.safeParse(payloads.at(-1));
    if (!success) break;
    const taskToken = data.token;
    if (answer === 'ok') await world.call('SendTaskSuccess', { taskToken, output: '{}' });
    else await world.call('SendTaskFailure', { taskToken, error: answer, cause: answer });
    await world.clock.advance(5);
  }
  await world.clock.advance(1000);
  const states = (await world.events(arn)).flatMap((event) => {
    const entered = z.object({ stateEnteredEventDetails: z.object({ name: z.string() }) }).safeParse(event);
    return entered.success ? [entered.data.stateEnteredEventDetails.name] : [];
  });
  return { ...world, states, invoked, payloads, outcome: await world.outcome(arn) };
}
