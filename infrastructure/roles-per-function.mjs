/**
 * Gives each function a role of its own: what `iamRoleStatements` says, and what every function needs,
 * which is its own log, traces, and the queue for what failed where it is invoked asynchronously.
 */
export default class RolesPerFunction {
  hooks = { 'before:package:setupProviderConfiguration': () => this.#addRoles() };
  #serverless;

  constructor(serverless) {
    this.#serverless = serverless;
    serverless.configSchemaHandler.defineFunctionProperties('aws', { properties: { iamRoleStatements: { $ref: '#/definitions/awsIamPolicyStatements' } } });
  }

  #addRoles() {
    const { service } = this.#serverless;
    const prefix = `${service.service}-${this.#serverless.getProvider('aws').getStage()}`;
    for (const key of service.getAllFunctions()) {
      const definition = service.getFunction(key);
      const logicalId = `${key[0].toUpperCase()}${key.slice(1)}Role`;
      service.provider.compiledCloudFormationTemplate.Resources[logicalId] = roleOf(prefix, key, definition);
      // Written as Sub, not GetAtt: for a GetAtt osls adds a DependsOn that says the same again.
      definition.role = { 'Fn::Sub': `\${${logicalId}.Arn}` };
    }
  }
}

function roleOf(prefix, key, definition) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: { 'Fn::Sub': `${prefix}-\${AWS::Region}-${key}` },
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        { PolicyName: key, PolicyDocument: { Version: '2012-10-17', Statement: [...neededByAll(definition), ...(definition.iamRoleStatements ?? [])] } },
      ],
    },
  };
}

function neededByAll({ name, destinations }) {
  const logGroup = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${name}:*`;
  return [
    { Sid: 'WriteLog', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::Sub': logGroup } },
    // X-Ray has no resource level for these.
    { Sid: 'SendTraces', Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
    ...(destinations ? [{ Sid: 'KeepWhatFailed', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: destinations.onFailure.arn }] : []),
  ];
}
