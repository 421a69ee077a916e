import type { Facts } from '../plane.ts';
import type { Tagged } from './tag-resource.ts';

/** One kind of thing that SageMaker keeps, with every action on it. */
export interface Part {
  /** As ARNs name it: `training-job`. */
  readonly kind: string;
  readonly actions: Readonly<Record<string, (input: Facts) => Facts | Promise<Facts>>>;
  /** Whose tags are asked for; throws where there is none of that name. */
  tagged(name: string): Tagged;
  close(): Promise<void>;
}
