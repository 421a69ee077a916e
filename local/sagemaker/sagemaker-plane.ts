import { type AwsCall, AwsError, type AwsService, type Facts } from '../plane.ts';
import type { JobOptions } from './jobs/surroundings.ts';
import type { Part } from './part.ts';
import { TAG_ACTIONS, tagResource } from './tag-resource.ts';
import { createTrainingJobs } from './training/training-jobs.ts';

export type SageMakerOptions = Omit<JobOptions, 'graceSeconds' | 'tell'> &
  Partial<Pick<JobOptions, 'graceSeconds' | 'tell'>> & {
    /** Who answers for tags of what is not ours. */
    readonly passOn: (call: AwsCall) => Promise<Facts>;
  };

/** `training.instances` lets a test take capacity and quota away. */
export interface SageMakerPlane extends AwsService {
  readonly training: ReturnType<typeof createTrainingJobs>;
  close(): Promise<void>;
}

/** What SageMaker does, as real processes; its model registry is moto's. */
export function createSageMakerPlane(options: SageMakerOptions): SageMakerPlane {
  const jobOptions: JobOptions = { graceSeconds: 120, tell: (trouble) => console.error(trouble), ...options };
  const training = createTrainingJobs(jobOptions);
  const parts: readonly Part[] = [training];
  const actions = new Map(parts.flatMap((part) => Object.entries(part.actions)));
  const tag = ({ action, input }: AwsCall) => {
    const [, kind, name = ''] = /^arn:[^/]*:([a-z-]+)\/(.+)$/.exec(String(input['ResourceArn'])) ?? [];
    const part = parts.find((one) => one.kind === kind);
    return part && tagResource(part.tagged(name), action, input);
  };
  return {
    service: 'sagemaker',
    training,
    owns: (action) => actions.has(action) || TAG_ACTIONS.includes(action),
    call: async (call) => {
      if (TAG_ACTIONS.includes(call.action)) return tag(call) ?? options.passOn(call);
      const act = actions.get(call.action);
      if (act === undefined) throw new AwsError('UnknownOperationException', `sagemaker ${call.action} is none of the SageMaker plane's actions`);
      return act(call.input);
    },
    close: async () => {
      await Promise.all(parts.map((part) => part.close()));
    },
  };
}
