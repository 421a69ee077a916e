import type { Facts } from '../../plane.ts';
import type { Listed } from '../list-page.ts';
import type { Tagged } from '../tag-resource.ts';
import type { ModelRequest } from './model-request.ts';

/** What a model serves with, wherever the request had it from. */
export type Serving = { readonly image: string; readonly dataUrl?: string | undefined; readonly environment: Readonly<Record<string, string>> };

export type Model = Tagged & Listed & { readonly request: ModelRequest; readonly roleArn: string; readonly serving: Serving };

/** DescribeModel's answer: the request, with what the service fills in. */
export function describeModel({ request, arn, createdAt }: Model): Facts {
  const { Tags: _, PrimaryContainer: primary, Containers: containers, ...rest } = request;
  const filled = (container: Facts) => ({ Mode: 'SingleModel', Environment: {}, ...container });
  return {
    EnableNetworkIsolation: false,
    ...rest,
    ...(primary === undefined ? {} : { PrimaryContainer: filled(primary) }),
    ...(containers === undefined ? {} : { Containers: containers.map(filled) }),
    ModelArn: arn,
    CreationTime: createdAt.getTime() / 1000,
  };
}

/** One line of ListModels. */
export function summarizeModel({ name, arn, createdAt }: Model): Facts {
  return { ModelName: name, ModelArn: arn, CreationTime: createdAt.getTime() / 1000 };
}
