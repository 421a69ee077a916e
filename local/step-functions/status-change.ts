import type { Happening } from '../plane.ts';
import type { Execution } from './execution.ts';

/** Events stay below 256 KB: input and output are left out of one that would come near. */
const LARGEST_EVENT = 248_000;

/** The event `Step Functions Execution Status Change`, as AWS shapes it: times in milliseconds, input and output as JSON text. */
export function statusChange(execution: Execution): Happening {
  const { input } = execution;
  const output = execution.ending?.output ?? null;
  const isSmall = Buffer.byteLength(JSON.stringify([input, output])) <= LARGEST_EVENT;
  const data = {
    input: isSmall ? input : null,
    inputDetails: { included: isSmall },
    output: isSmall ? output : null,
    outputDetails: output === null ? null : { included: isSmall },
  };
  return { source: 'aws.states', detailType: 'Step Functions Execution Status Change', resources: [execution.arn], detail: { ...facts(execution), ...data } };
}

function facts({ arn, machine, name, status, startDate, stopDate, ending }: Execution) {
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: startDate.getTime(),
    stopDate: stopDate?.getTime() ?? null,
    ...(ending?.error === undefined ? {} : { error: ending.error }),
    ...(ending?.cause === undefined ? {} : { cause: ending.cause }),
  };
}
