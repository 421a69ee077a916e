import { describe, expect, it } from '@jest/globals';
import { evaluate, holds, type Scope } from '../../../local/provision/intrinsics.ts';

const VALUES: Readonly<Record<string, unknown>> = { Bucket: 'data', 'AWS::Region': 'eu-west-1', Hosts: ['one', 'two'], 'AWS::NoValue': undefined };
const scope: Scope = {
  ref: (name) => VALUES[name],
  attribute: (resource, attribute) => `${resource}/${attribute}`,
  condition: (name) => name === 'Holds',
};

describe('the value of an expression', () => {
  it.each([
    [{ Ref: 'Bucket' }, 'data'],
    [{ 'Fn::GetAtt': ['Key', 'Arn'] }, 'Key/Arn'],
    [{ 'Fn::GetAtt': 'Key.Arn' }, 'Key/Arn'],
    [{ 'Fn::Sub': `\${Bucket}-\${AWS::Region}:\${Key.Arn}` }, 'data-eu-west-1:Key/Arn'],
    [{ 'Fn::Sub': [`\${Bucket}/\${Name}`, { Name: { Ref: 'AWS::Region' } }] }, 'data/eu-west-1'],
    [{ 'Fn::Sub': `\${!Bucket} stays` }, `\${Bucket} stays`],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }, 3]] }, 'a-data-3'],
    [{ 'Fn::Select': ['1', { Ref: 'Hosts' }] }, 'two'],
    [{ 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
    [{ 'Fn::If': ['Holds', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['Fails', 'yes', { 'Fn::Sub': `no \${Bucket}` }] }, 'no data'],
    [{ plain: [1, true, null, { deep: { Ref: 'Bucket' } }] }, { plain: [1, true, null, { deep: 'data' }] }],
  ])('of %j is %j', (expression, value) => {
    expect(evaluate(expression, scope)).toEqual(value);
  });

  it('leaves out what is AWS::NoValue', () => {
    const value = evaluate({ kept: 1, gone: { Ref: 'AWS::NoValue' }, list: ['a', { Ref: 'AWS::NoValue' }] }, scope);

    expect(value).toEqual({ kept: 1, list: ['a'] });
    expect(Object.keys(value ?? {})).toEqual(['kept', 'list']);
  });

  it('does not take an IAM statement for a call', () => {
    const statement = { Effect: 'Allow', Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'Bucket' } } } };

    expect(evaluate(statement, scope)).toEqual({ Effect: 'Allow', Condition: { StringEquals: { 'aws:SourceAccount': 'data' } } });
  });

  it('is refused for a function that nobody knows, naming it and those that are known', () => {
    expect(() => evaluate({ 'Fn::ImportValue': 'x' }, scope)).toThrow(/does not know Fn::ImportValue; use one of Ref, Fn::GetAtt/);
  });

  it('is refused where a text is made of what is none', () => {
    expect(() => evaluate({ 'Fn::Sub': `\${Hosts}` }, scope)).toThrow('expected a text, found ["one","two"]');
    expect(() => evaluate({ 'Fn::Join': ['-', 'a'] }, scope)).toThrow('expected a list, found "a"');
  });
});

describe('a condition', () => {
  it.each([
    [{ 'Fn::Equals': [{ Ref: 'Bucket' }, 'data'] }, true],
    [{ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Bucket' }, 'data'] }] }, false],
    [{ 'Fn::And': [{ Condition: 'Holds' }, { 'Fn::Equals': ['a', 'a'] }] }, true],
    [{ 'Fn::Or': [{ Condition: 'Fails' }, { 'Fn::Equals': ['a', 'b'] }] }, false],
  ])('%j holds: %j', (expression, value) => {
    expect(holds(expression, scope)).toBe(value);
  });

  it('that is neither true nor false is refused', () => {
    expect(() => holds({ Ref: 'Bucket' }, scope)).toThrow('a condition must be true or false');
  });
});
