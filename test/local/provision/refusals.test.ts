import { describe, expect, it } from '@jest/globals';
import { createPermissions } from '../../../local/iam/permissions.ts';
import { provision } from '../../../local/provision/provision.ts';
import { rememberingPlanes } from './remembering-planes.ts';

const settings = { port: 1, region: 'eu-west-1', account: '123456789012', stage: 'dev', endpoint: 'http://127.0.0.1:1', folder: '', root: '' };
const TRUST = { Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

function apply(template: object) {
  const { planes, defined } = rememberingPlanes(createPermissions(settings));
  return { applied: provision(template, { settings, parameters: {}, packageFolder: '', planes }), defined };
}

const functionWith = (properties: object) => ({
  Resources: {
    Sort: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'sort',
        Code: { S3Bucket: 'b', S3Key: 'k/sort.zip' },
        Handler: 'h',
        Runtime: 'nodejs24.x',
        Role: 'r',
        MemorySize: 128,
        Timeout: 3,
        ...properties,
      },
    },
  },
});

describe('what the provisioner does not know', () => {
  it('is refused before anything is made: a type', async () => {
    const { applied, defined } = apply({ Resources: { ...functionWith({}).Resources, Queue: { Type: 'AWS::MSK::Cluster' } } });

    await expect(applied).rejects.toThrow('Queue is an AWS::MSK::Cluster, which the laptop cloud does not know');
    expect(defined.functions.size).toBe(0);
  });

  it('is refused with its resource, type and path: a property', async () => {
    const { applied } = apply(functionWith({ SnapStart: { ApplyOn: 'PublishedVersions' } }));

    await expect(applied).rejects.toMatchObject({ name: 'UnknownPropertyError', resource: 'Sort', type: 'AWS::Lambda::Function', properties: ['SnapStart'] });
  });

  it('is refused deep inside a property, too', async () => {
    const { applied } = apply(functionWith({ TracingConfig: { Mode: 'Active', Sampling: 1 } }));

    await expect(applied).rejects.toThrow(/Sort \(AWS::Lambda::Function\) says something that the laptop cloud does not know: TracingConfig.Sampling/);
  });

  it('is refused in a state machine: a name without a substitution', async () => {
    const { applied } = apply({
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', AssumeRolePolicyDocument: TRUST } },
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'm',
            StateMachineType: 'STANDARD',
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
            DefinitionString: `{"x":"\${Train}"}`,
          },
        },
      },
    });

    await expect(applied).rejects.toThrow(`Machine speaks of \${Train}, which its DefinitionSubstitutions do not hold`);
  });

  it('is refused as an attribute that no kind answers', async () => {
    const { applied } = apply({ ...functionWith({}), Outputs: { Version: { Value: { 'Fn::GetAtt': ['Sort', 'Version'] } } } });

    await expect(applied).rejects.toThrow('Sort has no attribute Version in the laptop cloud (it has Arn)');
  });
});

describe('a resource whose condition does not hold', () => {
  it('is not made', async () => {
    const [[id, definition] = ['', {}]] = Object.entries(functionWith({}).Resources);
    const { applied, defined } = apply({ Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Resources: { [id]: { ...definition, Condition: 'Never' } } });

    await applied;

    expect(defined.functions.size).toBe(0);
  });
});
