import type { Facts } from '../../plane.ts';
import { arnOf, factsIn, keyArnOf, listIn, type Need, type NeedsOf, type Place, tagContext, textIn } from './need.ts';

/** SageMaker: the ARN of what is named, the role that is passed, and AddTags where tags are given. */
export const needsOfSageMaker: NeedsOf = (action, input, place) => {
  if (action === 'CreateModelPackage') return createModelPackage(input, place);
  const resource = resourceOf(action, input, place);
  const tags = listIn(input, 'Tags');
  const context = { ...tagContext(tags), ...conditionKeys(action, input, place) };
  const own: Need = { action: `sagemaker:${action}`, resource, context };
  if (!action.startsWith('Create')) return [own];
  const tagging: readonly Need[] = tags.length === 0 ? [] : [{ action: 'sagemaker:AddTags', resource, context: tagContext(tags) }];
  return [own, ...tagging, ...passRole(input)];
};

/** A new version is a package inside a group: both are named, since the version's number is not known yet. */
function createModelPackage(input: Facts, place: Place): readonly Need[] {
  const group = (textIn(input, 'ModelPackageGroupName') ?? '').split('/').at(-1) ?? '';
  const version = group === '' ? (textIn(input, 'ModelPackageName') ?? '*') : `${group}/*`;
  const packages: Need = { action: 'sagemaker:CreateModelPackage', resource: arnOf('sagemaker', place, 'model-package/', version) };
  return group === '' ? [packages] : [{ action: 'sagemaker:CreateModelPackage', resource: arnOf('sagemaker', place, 'model-package-group/', group) }, packages];
}

function resourceOf(action: string, input: Facts, place: Place): string {
  const arn = textIn(input, 'ResourceArn') ?? textIn(input, 'ModelPackageArn');
  if (arn !== undefined) return arn;
  const kind = KINDS.find(({ pattern }) => pattern.test(action));
  const name = kind === undefined ? undefined : textIn(input, kind.member);
  return kind === undefined || name === undefined ? '*' : arnOf('sagemaker', place, `${kind.arn}/`, name);
}

const KINDS = [
  { pattern: /TrainingJob$/, member: 'TrainingJobName', arn: 'training-job' },
  { pattern: /TransformJob$/, member: 'TransformJobName', arn: 'transform-job' },
  { pattern: /ProcessingJob$/, member: 'ProcessingJobName', arn: 'processing-job' },
  { pattern: /^(Create|Describe|Delete)Model$/, member: 'ModelName', arn: 'model' },
  { pattern: /ModelPackageGroup$/, member: 'ModelPackageGroupName', arn: 'model-package-group' },
  { pattern: /ModelPackage$/, member: 'ModelPackageName', arn: 'model-package' },
] as const;

function passRole(input: Facts): readonly Need[] {
  const role = textIn(input, 'RoleArn') ?? textIn(input, 'ExecutionRoleArn');
  return role === undefined ? [] : [{ action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } }];
}

/** What policies may ask of a job or a model that is to be made. */
function conditionKeys(action: string, input: Facts, place: Place): Readonly<Record<string, string>> {
  const resources = { ...factsIn(input, 'ResourceConfig'), ...factsIn(input, 'TransformResources') };
  const output = { ...factsIn(input, 'OutputDataConfig'), ...factsIn(input, 'TransformOutput') };
  const model = textIn(input, 'ModelName');
  const isolated = input['EnableNetworkIsolation'];
  return {
    ...given('sagemaker:InstanceTypes', textIn(resources, 'InstanceType')),
    ...given('sagemaker:VolumeKmsKey', keyArnOf(place, textIn(resources, 'VolumeKmsKeyId'))),
    ...given('sagemaker:OutputKmsKey', keyArnOf(place, textIn(output, 'KmsKeyId'))),
    ...given('sagemaker:ModelArn', action === 'CreateTransformJob' && model !== undefined ? arnOf('sagemaker', place, 'model/', model) : undefined),
    ...given('sagemaker:NetworkIsolation', typeof isolated === 'boolean' ? String(isolated) : undefined),
  };
}

function given(key: string, value: string | undefined): Readonly<Record<string, string>> {
  return value ? { [key]: value } : {};
}
