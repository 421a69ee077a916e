import { textIn } from '../../iam/needs/need.ts';
import type { EventBus } from '../../plane.ts';
import { isSuccess, type Mend, textOf } from './mend.ts';

/** ECR tells EventBridge of every tag that is pushed; moto does not. */
export function tellOfPushedImages(publish: EventBus['publish']): Mend {
  return {
    service: 'ecr',
    actions: ['PutImage'],
    async apply({ input }, { onward }) {
      const outcome = await onward();
      if (!isSuccess(outcome)) return outcome;
      const tag = textIn(input, 'imageTag');
      const mediaType = textIn(input, 'imageManifestMediaType');
      publish({
        source: 'aws.ecr',
        detailType: 'ECR Image Action',
        resources: [],
        detail: {
          result: 'SUCCESS',
          'repository-name': textIn(input, 'repositoryName') ?? '',
          'image-digest': textOf(outcome, 'imageDigest') ?? '',
          'action-type': 'PUSH',
          ...(tag !== undefined && { 'image-tag': tag }),
          ...(mediaType !== undefined && { 'manifest-media-type': mediaType }),
        },
      });
      return outcome;
    },
  };
}
