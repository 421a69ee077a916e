import { describe, expect, it } from '@jest/globals';
import { createPermissions } from '../../../local/iam/permissions.ts';
import { provision } from '../../../local/provision/provision.ts';
import { root } from '../../infrastructure/compiled.ts';
import { rememberingPlanes } from './remembering-planes.ts';

const place = { port: 4566, region: 'eu-west-1', account: '123456789012', stage: 'dev', root, folder: '', endpoint: 'http://127.0.0.1:4566' };
const PIPELINE = {
  Name: 'image',
  PipelineType: 'V2',
  RoleArn: 'role',
  ArtifactStore: { Type: 'S3' },
  Triggers: [],
  Stages: [{ Name: 'Source' }, { Name: 'Build' }],
};

const apply = (Properties: object) =>
  provision(
    { Resources: { Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties } } },
    { settings: place, parameters: {}, packageFolder: '', planes: rememberingPlanes(createPermissions(place)).planes },
  );

describe('the build of an image on a laptop', () => {
  it('is recorded, and said not to act', async () => {
    const { recordedNotEnforced } = await apply(PIPELINE);

    expect(recordedNotEnforced.map(({ property }) => property)).toEqual(['PipelineType', 'RoleArn', 'ArtifactStore', 'Triggers', 'Stages']);
  });

  it('is refused where it says something unknown', async () => {
    await expect(apply({ ...PIPELINE, Trigers: [] })).rejects.toThrow('Trigers');
  });
});
