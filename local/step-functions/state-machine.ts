import type { Machine } from './definition.ts';

/** A defined state machine. Defining it again makes a new one: running executions keep the one they began with. */
export interface StateMachine {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly text: string;
  readonly definition: Machine;
  readonly logGroupArn?: string | undefined;
  readonly tracing: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly revisionId: string;
}
