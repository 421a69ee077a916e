import { z } from 'zod';
import { document } from './policy-document.ts';
import { kind } from './resource-kind.ts';

/** Managed policies are refused like any unknown property: what they allow is not in the template, so it could not be enforced. */
export const role = kind({
  type: 'AWS::IAM::Role',
  properties: z.strictObject({
    RoleName: z.string(),
    AssumeRolePolicyDocument: document,
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: document })).default([]),
  }),
  create({ RoleName, AssumeRolePolicyDocument, Policies }, { planes, settings }) {
    const arn = `arn:aws:iam::${settings.account}:role/${RoleName}`;
    const policies = Policies.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, document: PolicyDocument }));
    planes.permissions.defineRole({ arn, trust: AssumeRolePolicyDocument, policies });
    return { ref: RoleName, attributes: { Arn: arn } };
  },
});
