import { arnOf, listIn, type Place, textIn } from '../../iam/needs/need.ts';
import { type AwsCall, AwsError, type Facts } from '../../plane.ts';
import type { MotoConnection } from '../moto-connection.ts';
import { isSuccess, type Mend, type Outcome } from './mend.ts';

/** CreateModelPackage with a client token that was used before answers the version made then; moto would make another. */
export function honourClientTokens(): Mend {
  const made = new Map<string, Promise<Outcome>>();
  return {
    service: 'sagemaker',
    actions: ['CreateModelPackage'],
    async apply({ input }, { onward }) {
      const token = textIn(input, 'ClientToken');
      if (token === undefined) return onward();
      const first = made.get(token) ?? onward();
      made.set(token, first);
      const outcome = await first.catch((error: unknown) => forget(made, token, error));
      if (!isSuccess(outcome)) made.delete(token);
      return outcome;
    },
  };
}

function forget(made: Map<string, unknown>, token: string, error: unknown): never {
  made.delete(token);
  throw error;
}

/** moto takes a second group of the same name and forgets the first one's description and tags. */
export function refuseSecondGroups(moto: MotoConnection, place: Place): Mend {
  return {
    service: 'sagemaker',
    actions: ['CreateModelPackageGroup'],
    async apply({ input }, { onward }) {
      const name = textIn(input, 'ModelPackageGroupName') ?? '';
      const { status } = await moto.ask('sagemaker', { target: 'SageMaker.DescribeModelPackageGroup', body: JSON.stringify({ ModelPackageGroupName: name }) });
      if (status < 300)
        throw new AwsError('ValidationException', `Model Package Group already exists: ${arnOf('sagemaker', place, 'model-package-group/', name)}`);
      return onward();
    },
  };
}

/** Tags of model packages, which moto cannot keep; everything else that carries tags goes to whoever made it. */
export function keepPackageTags(): Mend {
  const kept = new Map<string, ReadonlyMap<string, string>>();
  return {
    service: 'sagemaker',
    actions: ['AddTags', 'ListTags', 'DeleteTags'],
    async apply(call, { onward, toMoto }) {
      const arn = textIn(call.input, 'ResourceArn') ?? '';
      if (arn.includes(':model-package-group/')) return toMoto();
      if (!arn.includes(':model-package/')) return onward();
      const tags = changedTags(call, kept.get(arn) ?? new Map());
      kept.set(arn, tags);
      return { facts: call.action === 'DeleteTags' ? {} : { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) } };
    },
  };
}

function changedTags({ action, input }: Pick<AwsCall, 'action' | 'input'>, tags: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (action === 'AddTags')
    return new Map([...tags, ...listIn(input, 'Tags').map((tag: Facts) => [textIn(tag, 'Key') ?? '', textIn(tag, 'Value') ?? ''] as const)]);
  const removed = action === 'DeleteTags' && Array.isArray(input['TagKeys']) ? input['TagKeys'] : [];
  return new Map([...tags].filter(([key]) => !removed.includes(key)));
}
