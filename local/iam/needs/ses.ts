import type { Facts } from '../../plane.ts';
import { arnOf, factsIn, type NeedsOf, textIn } from './need.ts';

/** SES: sending is allowed per sender identity. The query API's parameters are flat, those of v2 are nested. */
export const needsOfSes: NeedsOf = (action, input, place) => {
  const from = addressIn(textIn(input, 'Source') ?? textIn(input, 'FromEmailAddress') ?? '');
  if (from === '')
    return [{ action: `ses:${action}`, resource: identityIn(input) === undefined ? '*' : arnOf('ses', place, 'identity/', identityIn(input) ?? '') }];
  return [
    {
      action: `ses:${action}`,
      resource: arnOf('ses', place, 'identity/', from),
      context: { 'ses:FromAddress': from, 'ses:Recipients': recipientsIn(input).join(',') },
    },
  ];
};

/** Every recipient of a SendEmail call, in either form. */
export function recipientsIn(input: Facts): readonly string[] {
  const flat = Object.entries(input).filter(([name]) => /^(Destination\.(To|Cc|Bcc)Addresses|Destinations)\.member\.\d+$/.test(name));
  const nested = Object.values(factsIn(input, 'Destination')).flatMap((addresses) => (Array.isArray(addresses) ? addresses : []));
  return [...flat.map(([, address]) => address), ...nested].filter((address) => typeof address === 'string');
}

/** `Nacre <nacre@example.com>` is the address in brackets. */
export function addressIn(text: string): string {
  return /<([^>]+)>/.exec(text)?.[1] ?? text.trim();
}

function identityIn(input: Facts): string | undefined {
  return textIn(input, 'EmailIdentity') ?? textIn(input, 'Identity');
}
