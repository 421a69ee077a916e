import * as z from 'zod';
import { askCloud } from '../ask-cloud.ts';
import { answer } from '../print.ts';
import { laptop } from '../target.ts';

const History = z.array(
  z.object({
    event: z.looseObject({ time: z.string(), source: z.string(), 'detail-type': z.string(), resources: z.array(z.string()) }),
    deliveries: z.array(z.object({ rule: z.string(), target: z.string(), status: z.string(), error: z.optional(z.string()) })),
  }),
);

/** `nacre events`: what happened on the bus, and what became of each delivery. */
export async function events(options: { readonly port: string; readonly last: string; readonly json?: boolean }): Promise<void> {
  const history = History.parse(await askCloud(laptop(Number(options.port)), 'events')).slice(-Number(options.last));
  answer(
    options.json,
    { events: history },
    () =>
      history
        .map(({ event, deliveries }) =>
          [`${event.time}  ${event.source}  ${event['detail-type']}  ${event.resources.join(' ')}`, ...deliveries.map(describe)].join('\n'),
        )
        .join('\n') || 'No event yet.',
  );
}

function describe({ rule, target, status, error }: z.infer<typeof History>[number]['deliveries'][number]): string {
  return `    ${rule} -> ${target.split(':').at(-1)}: ${status}${error ? ` (${error})` : ''}`;
}
