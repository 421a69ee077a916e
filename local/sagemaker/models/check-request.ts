import { z } from 'zod';
import type { Facts } from '../../plane.ts';
import { invalid } from '../invalid.ts';
import { type Container, ModelRequest } from './model-request.ts';

/** A request with the one container and the role that a model here always has. */
export type CheckedModel = { readonly request: ModelRequest; readonly container: Container; readonly roleArn: string };

/** Refuses what the service model lets pass and SageMaker, or a laptop, does not take. */
export function checkRequest(input: Facts): CheckedModel {
  const read = ModelRequest.safeParse(input);
  if (!read.success) throw invalid(`Invalid CreateModel request: ${z.prettifyError(read.error)}`);
  const request = read.data;
  const containers = [...(request.PrimaryContainer ? [request.PrimaryContainer] : []), ...(request.Containers ?? [])];
  const [container] = containers;
  if (container === undefined) throw invalid(`Model ${request.ModelName} names no container: give PrimaryContainer, or one in Containers.`);
  if (containers.length > 1) throw invalid(`The laptop cloud serves models of one container; model ${request.ModelName} has ${containers.length}.`);
  if (request.ExecutionRoleArn === undefined)
    throw invalid("1 validation error detected: Value null at 'executionRoleArn' failed to satisfy constraint: Member must not be null");
  const fault = FAULTS.map((faultOf) => faultOf(container)).find((text) => text !== undefined);
  if (fault !== undefined) throw invalid(fault);
  return { request, container, roleArn: request.ExecutionRoleArn };
}

const FAULTS: readonly ((container: Container) => string | undefined)[] = [
  ({ Image, ModelPackageName }) =>
    (Image === undefined) === (ModelPackageName === undefined)
      ? 'A container is made of either Image or ModelPackageName; give exactly one of them.'
      : undefined,
  ({ ModelDataUrl, ModelPackageName }) =>
    ModelDataUrl !== undefined && ModelPackageName !== undefined
      ? 'ModelDataUrl cannot be given with ModelPackageName: the model package says where its data lies.'
      : undefined,
  ({ ModelDataUrl }) =>
    ModelDataUrl === undefined || ModelDataUrl.endsWith('.tar.gz') ? undefined : `Invalid ModelDataUrl ${ModelDataUrl}: it must name one .tar.gz archive.`,
  ({ Mode = 'SingleModel' }) => (Mode === 'SingleModel' ? undefined : `The laptop cloud serves one model in a container; Mode was ${Mode}.`),
  ({ ModelDataSource, AdditionalModelDataSources }) =>
    ModelDataSource === undefined && AdditionalModelDataSources === undefined
      ? undefined
      : 'Batch transform cannot use ModelDataSource or AdditionalModelDataSources; give ModelDataUrl.',
  ({ InferenceSpecificationName: name }) =>
    name === undefined ? undefined : `The laptop cloud takes the inference specification of the model package itself, not ${name}.`,
  ({ ImageConfig }) =>
    ImageConfig === undefined || ImageConfig.RepositoryAccessMode === 'Platform'
      ? undefined
      : 'The laptop cloud pulls images from ECR alone; leave ImageConfig out.',
];
