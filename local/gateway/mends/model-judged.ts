import { factsIn, listIn, textIn } from '../../iam/needs/need.ts';
import type { EventBus, Facts } from '../../plane.ts';
import type { MotoConnection } from '../moto-connection.ts';
import { isSuccess, type Mend, textOf } from './mend.ts';

/** SageMaker tells EventBridge of every version that is made or changed; moto does not. */
export function tellOfModelPackages(moto: MotoConnection, publish: EventBus['publish']): Mend {
  return {
    service: 'sagemaker',
    actions: ['CreateModelPackage', 'UpdateModelPackage'],
    async apply({ action, input }, { onward }) {
      const outcome = await onward();
      const arn = isSuccess(outcome) ? textOf(outcome, 'ModelPackageArn') : undefined;
      const described = arn === undefined ? undefined : await describePackage(moto, arn);
      if (arn !== undefined && described?.['ModelPackageGroupName'] !== undefined)
        publish({
          source: 'aws.sagemaker',
          detailType: 'SageMaker Model Package State Change',
          resources: [arn],
          detail: detailOf(described, action === 'UpdateModelPackage' ? updatedIn(input) : []),
        });
      return outcome;
    },
  };
}

/** moto forgets what an update does not name: the approval, its description and the customer's properties. SageMaker keeps them. */
export function keepWhatUpdatesLeaveOut(moto: MotoConnection): Mend {
  return {
    service: 'sagemaker',
    actions: ['UpdateModelPackage'],
    async apply({ input }, { onward }) {
      const before = await describePackage(moto, textIn(input, 'ModelPackageArn') ?? '');
      if (before === undefined) return onward();
      const kept = Object.fromEntries(['ModelApprovalStatus', 'ApprovalDescription'].flatMap((name) => (before[name] ? [[name, before[name]]] : [])));
      const properties = { ...factsIn(before, 'CustomerMetadataProperties'), ...factsIn(input, 'CustomerMetadataProperties') };
      const body = JSON.stringify({ ...kept, ...input, CustomerMetadataProperties: properties });
      return { answer: await moto.ask('sagemaker', { target: 'SageMaker.UpdateModelPackage', body }) };
    },
  };
}

async function describePackage(moto: MotoConnection, arn: string): Promise<Facts | undefined> {
  const { status, body } = await moto.ask('sagemaker', { target: 'SageMaker.DescribeModelPackage', body: JSON.stringify({ ModelPackageName: arn }) });
  return status < 300 ? factsIn({ described: JSON.parse(body.toString()) }, 'described') : undefined;
}

/** As EventBridge carries it: times as ISO texts, and only what the version has. */
function detailOf(described: Facts, updated: readonly string[]): Facts {
  const named = TOLD.flatMap((name) => (described[name] === undefined || described[name] === null ? [] : [[name, described[name]]]));
  const times = ['CreationTime', 'LastModifiedTime'].flatMap((name) => (typeof described[name] === 'number' ? [[name, isoTime(described[name])]] : []));
  return {
    ...Object.fromEntries(named),
    ...Object.fromEntries(times),
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: listIn(factsIn(described, 'ModelPackageStatusDetails'), 'ImageScanStatuses') },
    CertifyForMarketplace: described['CertifyForMarketplace'] === true,
    ...(updated.length > 0 && { UpdatedModelPackageFields: updated }),
  };
}

const TOLD = [
  ...['ModelPackageGroupName', 'ModelPackageVersion', 'ModelPackageArn', 'InferenceSpecification', 'ModelPackageStatus', 'ModelApprovalStatus'],
  ...['MetadataProperties', 'ModelMetrics', 'CustomerMetadataProperties', 'ModelLifeCycle'],
];

const updatedIn = (input: Facts) =>
  ['ModelApprovalStatus', 'ApprovalDescription', 'CustomerMetadataProperties', 'ModelLifeCycle', 'InferenceSpecification'].filter((name) => name in input);

const isoTime = (seconds: number) => new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
