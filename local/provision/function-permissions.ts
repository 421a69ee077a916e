import { z } from 'zod';
import { kind } from './resource-kind.ts';

/** Says who besides roles may invoke a function. All permissions of a function make up its one policy. */
export const functionPermission = kind({
  type: 'AWS::Lambda::Permission',
  properties: z.strictObject({ FunctionName: z.string(), Action: z.literal('lambda:InvokeFunction'), Principal: z.string(), SourceArn: z.string() }),
  create({ FunctionName, Action, Principal, SourceArn }, { planes, policies }, id) {
    const statement = {
      Sid: id,
      Effect: 'Allow',
      Principal: { Service: Principal },
      Action,
      Resource: FunctionName,
      Condition: { ArnLike: { 'AWS:SourceArn': SourceArn } },
    };
    const statements = [...(policies.get(FunctionName) ?? []), statement];
    policies.set(FunctionName, statements);
    planes.permissions.definePolicyOf(FunctionName, { Version: '2012-10-17', Statement: statements });
    return { ref: id };
  },
});
