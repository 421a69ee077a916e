import type { AwsCall } from '../plane.ts';
import type { Outcome } from './mends/mend.ts';

/**
 * Stands between a call that was understood and allowed and whoever answers it, as networks and crashes do: it may pass the call on or not,
 * change it (where a service of ours answers), hold it, or lose the answer. For tests of faults; the laptop cloud itself interferes with nothing. S3 is left alone.
 */
export type Interference = (call: AwsCall, pass: (call: AwsCall) => Promise<Outcome>) => Promise<Outcome>;
