import { describe, expect, it } from '@jest/globals';
import { settleParameters } from '../../../local/provision/parameters.ts';
import { inOrder } from '../../../local/provision/references.ts';
import { readTemplate } from '../../../local/provision/template.ts';

const template = (Resources: Readonly<Record<string, object>>) => readTemplate({ Resources });

describe('the order of resources', () => {
  it('puts each after those it refers to, in whatever way, and those it depends on', () => {
    const ordered = inOrder(
      template({
        Machine: { Type: 'T', Properties: { role: { 'Fn::GetAtt': ['Role', 'Arn'] }, log: { 'Fn::Sub': `x-\${Log.Arn}-\${AWS::Region}` } } },
        Log: { Type: 'T', DependsOn: 'Key' },
        Role: { Type: 'T', Properties: { bucket: [{ Ref: 'Bucket' }] } },
        Bucket: { Type: 'T', Properties: { key: { 'Fn::GetAtt': 'Key.Arn' } } },
        Key: { Type: 'T' },
      }),
    );

    expect(ordered).toEqual(['Key', 'Bucket', 'Role', 'Log', 'Machine']);
  });

  it('refuses a circle and shows it', () => {
    const circle = template({ One: { Type: 'T', Properties: { x: { Ref: 'Two' } } }, Two: { Type: 'T', DependsOn: ['One'] } });

    expect(() => inOrder(circle)).toThrow('One -> Two -> One');
  });

  it('refuses to depend on what is not there', () => {
    expect(() => inOrder(template({ One: { Type: 'T', DependsOn: 'Nobody' } }))).toThrow('One depends on Nobody, which the template does not define');
  });
});

describe('the parameters', () => {
  const { Parameters } = readTemplate({
    Resources: {},
    Parameters: {
      Mail: { Type: 'String', AllowedPattern: '[^@]+@[^@]+', ConstraintDescription: 'Mail must be an address.', Description: 'who writes' },
      Tracking: { Type: 'String', Default: '' },
      Size: { Type: 'String', Default: 'small', AllowedValues: ['small', 'large'] },
    },
  });

  it('take what is given, and their defaults', () => {
    expect(settleParameters({ Parameters }, { Mail: 'a@b' })).toEqual({ Mail: 'a@b', Tracking: '', Size: 'small' });
  });

  it.each([
    [{}, 'parameter Mail needs a value (who writes)'],
    [{ Mail: 'nobody' }, 'Mail must be an address.'],
    [{ Mail: 'a@b', Size: 'huge' }, 'parameter Size does not take "huge"'],
    [{ Mail: 'a@b', Mial: 'a@b' }, 'the template has no parameter Mial; it has Mail, Tracking, Size'],
  ])('%j are refused: %s', (given, message) => {
    expect(() => settleParameters({ Parameters }, given)).toThrow(message);
  });
});

describe('a template', () => {
  it('with a section that would be dropped is refused', () => {
    expect(() => readTemplate({ Resources: {}, Mappings: {} })).toThrow(/Mappings/);
  });

  it('with a parameter of another type than String is refused, saying what to do', () => {
    expect(() => readTemplate({ Resources: {}, Parameters: { Count: { Type: 'Number' } } })).toThrow(/make it a String or teach/);
  });
});
