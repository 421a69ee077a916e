import { type AwsCall, AwsError, type AwsService, type Facts } from '../plane.ts';
import type { Surroundings } from './jobs/surroundings.ts';
import { createModels } from './models/models.ts';
import type { Part } from './part.ts';
import { TAG_ACTIONS, tagResource } from './tag-resource.ts';
import { createTrainingJobs } from './training/training-jobs.ts';
import { createTransformJobs, type TransformOptions } from './transform/transform-jobs.ts';

type Knobs = Pick<TransformOptions, 'graceSeconds' | 'tell' | 'pingSeconds'>;

export type SageMakerOptions = Surroundings &
  Pick<TransformOptions, 'publish'> &
  Partial<Knobs> & {
    /** Who answers for tags of what is not ours. */
    readonly passOn: (call: AwsCall) => Promise<Facts>;
  };

/** `training.instances` and `transform.instances` let a test take capacity and quota away. */
export interface SageMakerPlane extends AwsService {
  readonly training: ReturnType<typeof createTrainingJobs>;
  readonly transform: ReturnType<typeof createTransformJobs>;
  close(): Promise<void>;
}

/** What SageMaker gives a job between SIGTERM and SIGKILL, and a server for its first answer. */
const DEFAULTS: Knobs = { graceSeconds: 120, pingSeconds: 1800, tell: (trouble) => console.error(trouble) };

/** What SageMaker does, as real processes; its model registry is moto's. */
export function createSageMakerPlane(options: SageMakerOptions): SageMakerPlane {
  const given = { ...DEFAULTS, ...options };
  const training = createTrainingJobs(given);
  const models = createModels(given);
  const transform = createTransformJobs({ ...given, models });
  const parts: readonly Part[] = [training, models, transform];
  const actions = new Map(parts.flatMap((part) => Object.entries(part.actions)));
  const tag = ({ action, input }: AwsCall) => {
    const [, kind, name = ''] = /^arn:[^/]*:([a-z-]+)\/(.+)$/.exec(String(input['ResourceArn'])) ?? [];
    const part = parts.find((one) => one.kind === kind);
    return part && tagResource(part.tagged(name), action, input);
  };
  return {
    service: 'sagemaker',
    training,
    transform,
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
