import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Message } from '@aws-sdk/client-sqs';
import { type DeadLetter, readDeadLetter } from '../dead-letter.ts';
import { FailedEvents } from '../failed-events.ts';
import { answer } from '../print.ts';
import { findTarget, type Target, type TargetOptions } from '../target.ts';

type Options = TargetOptions & { readonly queue: string; readonly list?: boolean; readonly json?: boolean };
/** `kept`: still in the queue, for this reason. */
type Replayed = Omit<DeadLetter, 'payload'> & { readonly became: 'listed' | 'replayed' | 'kept'; readonly reason?: string };

/** `nacre replay`: hands what failed to its function once more; with `--list` only shows it. Exit status 1 where something had to be kept. */
export async function replay(options: Options): Promise<void> {
  const letters = await replayAll(await findTarget(options), options);
  answer(options.json, { letters }, () => letters.map(lineOf).join('\n') || 'Nothing has failed.');
  if (letters.some(({ became }) => became === 'kept')) process.exitCode = 1;
}

export async function replayAll(target: Target, { queue, list }: Pick<Options, 'queue' | 'list'>): Promise<readonly Replayed[]> {
  const { region, account, stage } = target;
  const failed = await FailedEvents.of(target, queue);
  const lambda = new LambdaClient(target.clients.settings);
  const messages = await failed.take();
  const letters = messages.map((message) => ({ message, letter: readDeadLetter(message, `arn:aws:lambda:${region}:${account}:function:nacre-${stage}-`) }));
  const replayed: Replayed[] = [];
  for (const { message, letter } of letters) replayed.push(list ? { ...told(letter), became: 'listed' } : await sendAgain(message, letter, failed, lambda));
  await failed.giveBack(messages.filter((_, index) => replayed[index]?.became !== 'replayed'));
  failed.close();
  lambda.destroy();
  return replayed;
}

/** The message is deleted only once Lambda has taken the event: whoever dies in between sends it twice, which every function bears. */
async function sendAgain(message: Message, letter: DeadLetter, failed: FailedEvents, lambda: LambdaClient): Promise<Replayed> {
  if (letter.kind === 'unknown') return { ...told(letter), became: 'kept' };
  try {
    await lambda.send(new InvokeCommand({ FunctionName: letter.target, InvocationType: 'Event', Payload: Buffer.from(letter.payload) }));
  } catch (error) {
    const reason = `Lambda did not take it: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
    return { ...told(letter), became: 'kept', reason };
  }
  await failed.delete(message);
  return { ...told(letter), became: 'replayed' };
}

/** Payloads are for the function, not for the screen. */
function told(letter: DeadLetter): Omit<DeadLetter, 'payload'> {
  if (letter.kind === 'unknown') return letter;
  const { payload: _, ...rest } = letter;
  return rest;
}

function lineOf({ became, sentAt, what, error, reason, ...letter }: Replayed): string {
  const target = 'target' in letter ? String(letter.target).split(':').at(-1) : 'nobody known';
  return `${sentAt}  ${became.padEnd(8)}  ${what} -> ${target}: ${error}${reason === undefined ? '' : `\n    ${reason}`}`;
}
