import type { Mails } from '../../../../core/ports.ts';
import type { Invocation, SimulatedLambda } from '../lambda.ts';
import type { Timeline } from '../timeline.ts';

/** One mail that SES took: which of the outbox, to whom, and from which invocation. */
export type Sent = { readonly time: number; readonly outcomeOf: string; readonly to: string; readonly by: Invocation | undefined };

/** Every mail of the outbox is known by the outcome that it tells of; the port is given the whole record. */
export function mailLog(mails: Mails, { timeline, lambda }: { readonly timeline: Timeline; readonly lambda: SimulatedLambda }) {
  const sent: Sent[] = [];
  const port: Mails = {
    async send(mail) {
      const answer = await mails.send(mail);
      sent.push({ time: timeline.time, outcomeOf: String(Reflect.get(mail, 'outcomeOf')), to: mail.to, by: lambda.current });
      return answer;
    },
  };
  return { port, sent };
}
