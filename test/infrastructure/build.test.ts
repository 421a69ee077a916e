import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { settleParameters } from '../../local/provision/parameters.ts';
import { StackScope } from '../../local/provision/stack-scope.ts';
import { type Compiled, compile, root } from './compiled.ts';

const CONNECTION = 'arn:aws:codeconnections:eu-west-1:123456789012:connection/0b3a5b6c-1d2e-4f30-8a9b-0c1d2e3f4a5b';
const MAILS = { MailFrom: 'nacre@example.com', OperatorMail: 'operators@example.com' };
const BUILD = ['TrainingImagePipeline', 'TrainingImageBuild', 'TrainingImageBuildLog', 'TrainingImagePipelineRole', 'TrainingImageBuildRole'];

describe('the build of the training image', () => {
  let compiled: Compiled;
  beforeAll(async () => {
    compiled = await compile();
  });

  const madeWith = (given: Readonly<Record<string, string>>) => {
    const parameters = settleParameters(compiled.template, { ...MAILS, ...given });
    const scope = new StackScope(compiled.template, { stack: 'nacre-dev', account: '123456789012', region: 'eu-west-1', parameters });
    return Object.entries(compiled.template.Resources).flatMap(([id, resource]) => (scope.wants(resource) ? [id] : []));
  };

  it('is all that a connection adds to a stage, and nothing without one', () => {
    const [without, withOne] = [madeWith({}), madeWith({ RepositoryConnectionArn: CONNECTION, RepositoryId: 'team/nacre' })];

    expect(without.filter((id) => BUILD.includes(id))).toEqual([]);
    expect(withOne.filter((id) => !without.includes(id)).sort()).toEqual([...BUILD].sort());
  });

  it.each(['main', 'arn:aws:codecommit:eu-west-1:123456789012:nacre'])('does not take %s for a connection', (RepositoryConnectionArn) => {
    expect(() => madeWith({ RepositoryConnectionArn })).toThrow('RepositoryConnectionArn must be empty or the ARN of a connection.');
  });

  it('starts with a commit on the branch that changes the image, and hands the commit on', () => {
    const Pipeline = z.object({ PipelineType: z.string(), Triggers: z.array(z.unknown()), Stages: z.array(z.object({ Actions: z.array(z.unknown()) })) });
    const { PipelineType, Triggers, Stages } = Pipeline.parse(compiled.template.Resources['TrainingImagePipeline']?.Properties);

    expect(PipelineType).toBe('V2');
    expect(Triggers).toMatchObject([
      {
        GitConfiguration: {
          SourceActionName: 'Source',
          Push: [{ Branches: { Includes: [{ Ref: 'RepositoryBranch' }] }, FilePaths: { Includes: ['training-image/**'] } }],
        },
      },
    ]);
    expect(Stages.map(({ Actions }) => Actions[0])).toMatchObject([
      { Namespace: 'Source', Configuration: { ConnectionArn: { Ref: 'RepositoryConnectionArn' }, FullRepositoryId: { Ref: 'RepositoryId' } } },
      { Configuration: { EnvironmentVariables: expect.stringContaining('"name":"GIT_COMMIT","value":"#{Source.CommitId}"') } },
    ]);
  });

  it('builds with Docker media types only, and pushes the commit before the tag that moves', async () => {
    const Spec = z.object({ phases: z.record(z.string(), z.object({ commands: z.array(z.string()) })) });
    const { phases } = Spec.parse(parse(await readFile(join(root, 'training-image', 'buildspec.yml'), 'utf8')));
    const commands = Object.values(phases).flatMap((phase) => phase.commands);

    const build = commands.find((command) => command.startsWith('docker build'));
    expect(build).toContain('--provenance=false');
    expect(build).toContain('--build-arg GIT_COMMIT="$GIT_COMMIT"');
    expect(commands.filter((command) => command.startsWith('docker push'))).toEqual([
      'docker push "$REPOSITORY_URI:$GIT_COMMIT"',
      'docker push "$REPOSITORY_URI:latest"',
    ]);
  });

  it('may push to the one repository, and read nothing of the projects', () => {
    const Role = z.object({
      Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(z.object({ Sid: z.string(), Resource: z.unknown() })) }) })),
    });
    const statements = ['TrainingImagePipelineRole', 'TrainingImageBuildRole'].flatMap((id) =>
      Role.parse(compiled.template.Resources[id]?.Properties).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    );

    expect(statements.find(({ Sid }) => Sid === 'PushTheImage')?.Resource).toEqual({ 'Fn::GetAtt': ['TrainingImages', 'Arn'] });
    for (const { Resource } of statements.filter(({ Sid }) => Sid.endsWith('TheSource'))) expect(JSON.stringify(Resource)).toContain('/nacre-*/Source/*');
  });
});
