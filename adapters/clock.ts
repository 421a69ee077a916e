import type { Services } from '../core/ports.ts';

export const systemClock: Services['clock'] = { now: () => new Date() };
