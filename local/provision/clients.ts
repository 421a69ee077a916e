import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { CloudSettings, Credentials } from '../plane.ts';
import { awsJson } from './aws-json.ts';

/** The operator's clients, all at the gateway. */
export function clientsOf(settings: Pick<CloudSettings, 'endpoint' | 'region'>, credentials: Credentials) {
  const { endpoint, region } = settings;
  const config = { endpoint, region, credentials };
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    dynamodb: new DynamoDBClient(config),
    sqs: new SQSClient(config),
    ecr: new ECRClient(config),
    cloudwatch: new CloudWatchClient(config),
    logs: new CloudWatchLogsClient(config),
    ses: new SESClient(config),
    scheduler: new SchedulerClient(config),
    kms: awsJson('kms', 'TrentService', settings, credentials),
  };
}

export type Clients = ReturnType<typeof clientsOf>;
