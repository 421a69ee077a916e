import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListWorkteamsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ListIdentitiesCommand, SESClient } from '@aws-sdk/client-ses';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AwsCall, AwsService } from '../../../local/plane.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const received: AwsCall[] = [];
const answering = (service: string, owns: (action: string) => boolean, answer: object): AwsService => ({
  service,
  owns,
  call: async (call) => {
    received.push(call);
    return { ...answer };
  },
});
let world: GatewayWorld;

beforeAll(async () => {
  const training = answering('sagemaker', (action) => action.endsWith('TrainingJob'), {
    TrainingJobArn: 'arn:aws:sagemaker:eu-west-1:123456789012:training-job/one',
  });
  const lambda = answering('lambda', () => true, { StatusCode: 200, Payload: '{"answer":42}', ExecutedVersion: '$LATEST' });
  world = await startGatewayWorld([training, lambda]);
});

afterAll(() => world.close());

const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' };

describe('a caller that nobody knows', () => {
  it.each([
    ['s3', 'InvalidAccessKeyId', (options: object) => new S3Client(options).send(new ListBucketsCommand())],
    ['dynamodb', 'UnrecognizedClientException', (options: object) => new DynamoDBClient(options).send(new DescribeTableCommand({ TableName: 'records' }))],
    ['ses', 'InvalidClientTokenId', (options: object) => new SESClient(options).send(new ListIdentitiesCommand())],
    ['lambda', 'UnrecognizedClientException', (options: object) => new LambdaClient(options).send(new ListFunctionsCommand())],
    [
      'cloudwatch',
      'UnrecognizedClientException',
      (options: object) => new CloudWatchClient(options).send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [] })),
    ],
  ])('hears it from %s as %s', async (_service, name, call) => {
    await expect(call(world.client(stranger))).rejects.toMatchObject({ name });
  });

  it('is refused with the right key and a wrong secret', async () => {
    const { credentials } = world.permissions.operator;
    const client = world.client({ ...credentials, secretAccessKey: 'wrong' });

    await expect(new S3Client(client).send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    await expect(new DynamoDBClient(client).send(new DescribeTableCommand({ TableName: 'records' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('reaches nothing unsigned, not even the controls of moto', async () => {
    const answers = await Promise.all(['/', '/moto-api/reset', '/moto-api/data.json'].map((path) => fetch(`${world.endpoint}${path}`, { method: 'POST' })));

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  });
});

describe('a caller that is known', () => {
  it('is told who it is', async () => {
    const credentials = world.role('nacre-dev-acceptDataset');

    const role = await new STSClient(world.client(credentials)).send(new GetCallerIdentityCommand());
    const operator = await world.aws(['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']);

    expect(role).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:sts::123456789012:assumed-role/nacre-dev-acceptDataset/nacre-dev-acceptDataset' });
    expect(operator.stdout.trim()).toBe('arn:aws:iam::123456789012:user/operator');
  });

  it('gets every fault of its input in one message, in the words of AWS', async () => {
    const refusal = await world.python(
      `print(json.dumps(refusal(client("sagemaker").create_training_job, TrainingJobName="bad name!", RoleArn="role", ResourceConfig={"InstanceType": "ml.huge", "InstanceCount": 0}, HyperParameters={"epochs": "1" * 2501}, InputDataConfig=[{"ChannelName": "train"}])))`,
    );

    expect(refusal).toEqual({ code: 'ValidationException', status: 400, message: expect.stringMatching(/^7 validation errors detected: /) });
    expect(JSON.stringify(refusal)).toContain(
      "Value 'bad name!' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}; ",
    );
  });

  it('is refused a number where text belongs', async () => {
    const refusal = await world.python(`print(json.dumps(refusal(client("stepfunctions").start_execution, stateMachineArn=7)))`);

    expect(refusal).toEqual({ code: 'SerializationException', status: 400, message: 'NUMBER_VALUE can not be converted to a String' });
  });

  it('reaches a service of ours through JSON and through REST', async () => {
    const answer = await world.python(`
answer = client("lambda").invoke(FunctionName="nacre-dev-acceptDataset", InvocationType="RequestResponse", Payload=b'{"question": 6}')
print(json.dumps({"status": answer["StatusCode"], "payload": answer["Payload"].read().decode(), "version": answer["ExecutedVersion"]}))`);

    expect(answer).toEqual({ status: 200, payload: '{"answer":42}', version: '$LATEST' });
    expect(received.at(-1)).toMatchObject({
      action: 'Invoke',
      input: { FunctionName: 'nacre-dev-acceptDataset', InvocationType: 'RequestResponse', Payload: Buffer.from('{"question": 6}') },
    });
  });

  it('hears at once, and not as an outage, what the laptop cloud does not implement', async () => {
    const patient = { ...world.client(), maxAttempts: 3 };

    const refused = new SageMakerClient(patient).send(new ListWorkteamsCommand());

    await expect(refused).rejects.toMatchObject({
      name: 'NotImplementedLocally',
      message: expect.stringContaining('sagemaker:ListWorkteams'),
      $metadata: { attempts: 1, httpStatusCode: 501 },
    });
  });

  it('hears of an action that does not exist', async () => {
    const answer = await world.python(`
import botocore.awsrequest, botocore.auth, urllib.request, urllib.error
session = boto3.Session()
request = botocore.awsrequest.AWSRequest("POST", client("dynamodb").meta.endpoint_url, data=b"{}", headers={"X-Amz-Target": "DynamoDB_20120810.DropEverything", "Content-Type": "application/x-amz-json-1.0"})
botocore.auth.SigV4Auth(session.get_credentials(), "dynamodb", "eu-west-1").add_auth(request)
try:
    urllib.request.urlopen(urllib.request.Request(request.url, data=b"{}", headers=dict(request.headers)))
except urllib.error.HTTPError as error:
    print(error.read().decode())`);

    expect(answer).toMatchObject({ __type: 'UnknownOperationException', message: expect.stringContaining('DropEverything') });
  });
});

describe('a role', () => {
  it('is denied in the words of AWS, as its protocol spells it', async () => {
    const credentials = world.role('nothing');
    const options = world.client(credentials);

    await expect(new DynamoDBClient(options).send(new DescribeTableCommand({ TableName: 'records' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::123456789012:assumed-role/nothing/nothing is not authorized to perform: dynamodb:DescribeTable on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/records because no identity-based policy allows the dynamodb:DescribeTable action',
    });
    await expect(new SESClient(options).send(new ListIdentitiesCommand())).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(new CloudWatchClient(options).send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [] }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('writes metrics only into the namespace that its policy names', async () => {
    const credentials = world.role('metrics', {
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' } },
    });
    const cloudwatch = new CloudWatchClient(world.client(credentials));
    const put = (Namespace: string) => cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'rmse', Value: 2.1 }] }));

    await put('/aws/sagemaker/TrainingJobs');

    await expect(put('other')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('starts a job only when it may pass the job its role', async () => {
    const job = `TrainingJobName="one", RoleArn="arn:aws:iam::123456789012:role/job", AlgorithmSpecification={"TrainingImage": "i", "TrainingInputMode": "File"}, OutputDataConfig={"S3OutputPath": "s3://b/o"}, ResourceConfig={"InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 1}, StoppingCondition={"MaxRuntimeInSeconds": 60}, Tags=[{"Key": "nacre:run", "Value": "r"}]`;
    const script = `print(json.dumps(refusal(client("sagemaker").create_training_job, ${job})))`;
    const start = {
      Effect: 'Allow',
      Action: ['sagemaker:CreateTrainingJob', 'sagemaker:AddTags'],
      Resource: 'arn:aws:sagemaker:eu-west-1:123456789012:training-job/*',
    };
    const pass = {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::123456789012:role/job',
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    };

    const without = await world.python(script, world.role('starter', start));
    const having = await world.python(script, world.role('passer', start, pass));

    expect(without).toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/job'),
    });
    expect(having).toBeNull();
  });
});
