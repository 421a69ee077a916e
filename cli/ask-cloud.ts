import { CommandError } from './command-error.ts';
import type { Target } from './target.ts';

/** Asks the laptop cloud about itself: what AWS has no call for, such as where each event went. */
export async function askCloud({ cloud }: Target, subject: 'events' | 'permissions'): Promise<unknown> {
  if (!cloud) throw new CommandError('Only a laptop cloud can be asked this.');
  const answer = await fetch(`${cloud.endpoint}/_nacre/${subject}`, { headers: { authorization: `Bearer ${cloud.credentials.secretAccessKey}` } });
  if (!answer.ok) throw new CommandError(`The laptop cloud answered ${answer.status} to a question about its ${subject}.`);
  return answer.json();
}
