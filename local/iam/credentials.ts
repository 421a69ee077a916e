import { randomBytes } from 'node:crypto';
import type { Credentials } from '../plane.ts';

/** Keys look as AWS makes them (AKIA for a user, ASIA for a session), so that clients and log scanners treat them alike. */
export function userCredentials(): Credentials {
  return { accessKeyId: `AKIA${letters(16)}`, secretAccessKey: randomBytes(30).toString('base64') };
}

export function sessionCredentials(): Required<Credentials> {
  return { accessKeyId: `ASIA${letters(16)}`, secretAccessKey: randomBytes(30).toString('base64'), sessionToken: randomBytes(96).toString('base64') };
}

/** Random capital letters and digits, as AWS uses them in key ids and unique ids. */
export function letters(count: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return [...randomBytes(count)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
