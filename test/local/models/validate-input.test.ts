import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createModels } from '../../../local/models/service-model.ts';
import { validateInput } from '../../../local/models/validate-input.ts';
import type { Facts } from '../../../local/plane.ts';

const models = createModels({ root: resolve(import.meta.dirname, '../../..') });
const validate = (service: string, action: string, input: Facts) => () => {
  const model = models.of(service);
  if (model === undefined) throw new Error(`there is no model of ${service}`);
  validateInput(model, action, input);
};

describe('input that the service model allows', () => {
  it.each([
    ['sagemaker', 'DescribeTrainingJob', { TrainingJobName: 'abalone-1-a1b2c3-a1', NotAMember: true }],
    ['sagemaker', 'CreateModelPackage', { ModelPackageGroupName: 'g', CustomerMetadataProperties: { 'nacre:run': 'abalone 1' } }],
    ['dynamodb', 'GetItem', { TableName: 'nacre-dev-records', Key: { pk: { S: 'project#abalone' } } }],
    ['states', 'StartExecution', { stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m', input: '{}' }],
  ])('passes: %s %s', (service, action, input) => {
    expect(validate(service, action, input)).not.toThrow();
  });
});

describe('input that it does not allow', () => {
  it.each([
    [
      'sagemaker',
      'DescribeTrainingJob',
      {},
      "1 validation error detected: Value null at 'trainingJobName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'sagemaker',
      'DescribeTrainingJob',
      { TrainingJobName: 'a'.repeat(64) },
      `2 validation errors detected: Value '${'a'.repeat(64)}' at 'trainingJobName' failed to satisfy constraint: Member must have length less than or equal to 63; Value '${'a'.repeat(64)}' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`,
    ],
    [
      'sagemaker',
      'ListTrainingJobs',
      { SortOrder: 'Up' },
      "1 validation error detected: Value 'Up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [Ascending, Descending]",
    ],
    [
      'sagemaker',
      'ListTrainingJobs',
      { MaxResults: 101 },
      "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      'sagemaker',
      'AddTags',
      { ResourceArn: 'arn:aws:sagemaker:eu-west-1:1:x', Tags: [{ Key: '' }] },
      "Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
    ],
    [
      'dynamodb',
      'TransactWriteItems',
      { TransactItems: [] },
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    ['sagemaker', 'DescribeTrainingJob', { TrainingJobName: { a: 1 } }, 'Start of structure or map found where not expected.'],
  ])('is refused in the words of AWS: %s %s %j', (service, action, input, words) => {
    expect(validate(service, action, input)).toThrow(words);
  });

  it('has the code that its service uses', () => {
    expect(validate('logs', 'CreateLogGroup', {})).toThrow(expect.objectContaining({ code: 'InvalidParameterException' }));
    expect(validate('sagemaker', 'DescribeModel', {})).toThrow(expect.objectContaining({ code: 'ValidationException', status: 400 }));
  });
});
