import { describe, expect, it } from '@jest/globals';
import { inputFor } from '../../../local/bus/target-input.ts';
import type { AwsEvent, RuleTarget } from '../../../local/plane.ts';
import { functionArn, ruleArn } from './bus-world.ts';

const event: AwsEvent = {
  version: '0',
  id: 'e1',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '123456789012',
  time: '2026-11-20T10:15:00Z',
  region: 'eu-west-1',
  resources: ['arn:aws:s3:::data'],
  detail: { key: 'a.csv', size: 7, bucket: { name: 'data' }, jobs: [{ name: 'one' }, { name: 'two' }] },
};
const rule = { name: 'uploads', arn: ruleArn };
const input = (changes: Partial<RuleTarget>) => inputFor({ id: 't', arn: functionArn, retry: { attempts: 0, maximumAgeSeconds: 60 }, ...changes }, event, rule);
const transformed = (template: string, paths: Readonly<Record<string, string>> = {}) => input({ inputTransformer: { paths, template } });

describe('the input of a target', () => {
  it('is the event where nothing else is said', () => {
    expect(JSON.parse(input({}))).toEqual(event);
  });

  it('is a constant', () => {
    expect(input({ input: '{"always":true}' })).toBe('{"always":true}');
  });

  it.each([
    ['$.detail.bucket', '{"name":"data"}'],
    ['$.detail.jobs[1].name', '"two"'],
    ['$.detail.jobs[*].name', '["one","two"]'],
    ['$.resources[0]', '"arn:aws:s3:::data"'],
    ["$['detail-type']", '"Object Created"'],
    ['$.detail-type', '"Object Created"'],
  ])('is the part at %s', (inputPath, part) => {
    expect(input({ inputPath })).toBe(part);
  });

  it('fills variables as JSON outside of quotes and as bare text inside', () => {
    const text = transformed('{"key":<key>,"size":<size>,"bucket":<bucket>,"text":"<key> of <size> bytes"}', {
      key: '$.detail.key',
      size: '$.detail.size',
      bucket: '$.detail.bucket',
    });

    expect(JSON.parse(text)).toEqual({ key: 'a.csv', size: 7, bucket: { name: 'data' }, text: 'a.csv of 7 bytes' });
  });

  it('fills a template that is one text', () => {
    expect(transformed('"<key> has landed"', { key: '$.detail.key' })).toBe('"a.csv has landed"');
  });

  it('removes the quotes of an object inside of a text', () => {
    expect(transformed('"in <bucket>"', { bucket: '$.detail.bucket' })).toBe('"in {name:data}"');
  });

  it('leaves nothing behind of a variable that the event has no value for', () => {
    expect(transformed('"<missing>!"', { missing: '$.detail.missing' })).toBe('"!"');
  });

  it('knows the variables of EventBridge', () => {
    const text = transformed(
      '{"rule":<aws.events.rule-name>,"arn":"<aws.events.rule-arn>","at":<aws.events.event.ingestion-time>,"event":<aws.events.event>,"all":<aws.events.event.json>}',
    );

    const { detail, ...envelope } = event;
    expect(JSON.parse(text)).toEqual({ rule: 'uploads', arn: ruleArn, at: event.time, event: envelope, all: { ...envelope, detail } });
  });

  it('cannot be made with a path that EventBridge does not understand', () => {
    expect(() => input({ inputPath: '$..key' })).toThrow('the path $..key is none that EventBridge understands');
  });
});
