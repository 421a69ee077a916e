import { randomInt } from 'node:crypto';
import type { Services } from '../core/ports.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Two runs of one number can only meet where the records were reset by hand; six characters keep even their executions apart. */
export const randomIds: Services['ids'] = {
  suffix: () => Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
};
