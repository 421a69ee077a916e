import { arnOf, KNOWN_TO_SERVICE, listIn, type NeedsOf, textIn } from './need.ts';

export const needsOfStates: NeedsOf = (action, input, place) => {
  const named =
    textIn(input, 'stateMachineArn') ??
    textIn(input, 'executionArn') ??
    textIn(input, 'resourceArn') ??
    textIn(input, 'mapRunArn') ??
    textIn(input, 'activityArn');
  if (action.startsWith('SendTask')) return [{ action: `states:${action}`, resource: KNOWN_TO_SERVICE }];
  return [{ action: `states:${action}`, resource: named ?? (action.startsWith('List') ? arnOf('states', place, 'stateMachine:', '*') : '*') }];
};

/** A function may be named by name, by ARN, or by `<account>:function:<name>`. */
export const needsOfLambda: NeedsOf = (action, input, place) => {
  const named = textIn(input, 'FunctionName') ?? textIn(input, 'Resource');
  const name = named?.startsWith('arn:') ? named : named?.split(':function:').at(-1);
  const qualifier = textIn(input, 'Qualifier');
  const arn = name === undefined ? '*' : arnOf('lambda', place, 'function:', name);
  return [{ action: `lambda:${action === 'Invoke' ? 'InvokeFunction' : action}`, resource: qualifier === undefined ? arn : `${arn}:${qualifier}` }];
};

export const needsOfEvents: NeedsOf = (action, input, place) => {
  const rule = textIn(input, 'Rule') ?? (action === 'ListRules' ? undefined : textIn(input, 'Name'));
  if (action !== 'PutEvents') return [{ action: `events:${action}`, resource: rule === undefined ? '*' : arnOf('events', place, 'rule/', rule) }];
  return listIn(input, 'Entries').map((entry) => ({
    action: 'events:PutEvents',
    resource: arnOf('events', place, 'event-bus/', textIn(entry, 'EventBusName') ?? 'default'),
    context: { 'events:source': textIn(entry, 'Source') ?? '', 'events:detail-type': textIn(entry, 'DetailType') ?? '' },
  }));
};

/** CloudWatch Logs always prints a stream, and leaves its name empty where the group is meant. */
export const needsOfLogs: NeedsOf = (action, input, place) => {
  const identifier = textIn(input, 'logGroupIdentifier') ?? textIn(input, 'resourceArn') ?? textIn(input, 'logGroupArn');
  const group = textIn(input, 'logGroupName') ?? identifier?.replace(/^arn:aws:logs:[^:]+:\d+:log-group:/, '').replace(/:\*$/, '') ?? '';
  return [{ action: `logs:${action}`, resource: arnOf('logs', place, 'log-group:', `${group}:log-stream:${textIn(input, 'logStreamName') ?? ''}`) }];
};

export const needsOfEcr: NeedsOf = (action, input, place) => {
  const [first] = Array.isArray(input['repositoryNames']) ? input['repositoryNames'] : [];
  const name = textIn(input, 'repositoryName') ?? (typeof first === 'string' ? first : undefined);
  return [{ action: `ecr:${action}`, resource: textIn(input, 'resourceArn') ?? (name === undefined ? '*' : arnOf('ecr', place, 'repository/', name)) }];
};

/** The last part of a queue's address is its name. */
export const needsOfSqs: NeedsOf = (action, input, place) => {
  const name = textIn(input, 'QueueUrl')?.split('/').at(-1) ?? textIn(input, 'QueueName');
  return [{ action: `sqs:${action.replace(/Batch$/, '')}`, resource: name === undefined ? '*' : arnOf('sqs', place, '', name) }];
};

export const needsOfKms: NeedsOf = (action, input, place) => {
  const key = textIn(input, 'KeyId') ?? textIn(input, 'TargetKeyId');
  const kind = key?.startsWith('alias/') ? '' : 'key/';
  const context = { 'kms:CallerAccount': place.account, ...(action === 'CreateGrant' ? { 'kms:GrantIsForAWSResource': 'false' } : {}) };
  return [{ action: `kms:${action}`, resource: key === undefined ? '*' : arnOf('kms', place, kind, key), context }];
};
