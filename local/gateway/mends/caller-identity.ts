import type { Place } from '../../iam/needs/need.ts';
import type { Mend } from './mend.ts';

/** Tells a caller who it really is here; moto would make somebody up. */
export function tellCallerIdentity({ account }: Place): Mend {
  return {
    service: 'sts',
    actions: ['GetCallerIdentity'],
    apply: async ({ identity }) => {
      const session = identity.arn.split('/').at(-1);
      return { facts: { Arn: identity.arn, UserId: identity.kind === 'role' ? `AROALOCAL:${session}` : 'AIDALOCAL', Account: account } };
    },
  };
}
