import * as z from 'zod';
import { laptop } from '../local/step-functions/laptop.ts';
import { statesIn } from './states-in.ts';

const Retrier = z.object({ ErrorEquals: z.array(z.string()), MaxAttempts: z.number(), JitterStrategy: z.string().optional() });
const State = z.object({
  Type: z.string(),
  Comment: z.string(),
  Resource: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  TimeoutSecondsPath: z.string().optional(),
  Retry: z.array(Retrier).default([]),
  Catch: z.array(z.object({ ErrorEquals: z.array(z.string()), Next: z.string() })).default([]),
});
const WithToken = z.object({ token: z.string() });
const PREFIX = 'arn:aws:lambda:eu-west-1:123456789012:function:';

export type Answers = Readonly<Record<string, (nth: number) => unknown>>;

/** A state machine as deployed; `play` lets its functions answer what a test says, under a clock that a test turns. */
export function playerOf(source: unknown, input: object, happy: Answers) {
  const definition = JSON.stringify(source).replace(/\$\{(\w+)\}/g, `${PREFIX}$1`);
  const tasks = statesIn(JSON.parse(definition), State).filter(([, { Type }]) => Type === 'Task');

  async function play(answers: Answers = {}, token: { readonly answers?: readonly ('ok' | string)[] } = {}) {
    const invoked: string[] = [];
    const payloads: unknown[] = [];
    const left = [...(token.answers ?? ['ok'])];
    const world = laptop((payload, arn) => {
      const name = arn.slice(PREFIX.length);
      const nth = invoked.push(name);
      payloads.push(payload);
      return { ...happy, ...answers }[name]?.(nth) ?? {};
    });
    world.define(definition);
    const arn = await world.start(input);
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
    return { ...world, arn, states, invoked, payloads, outcome: await world.outcome(arn) };
  }

  return { definition, tasks, play };
}
