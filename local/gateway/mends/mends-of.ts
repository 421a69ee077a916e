import type { CloudSettings, Permissions } from '../../plane.ts';
import type { MotoConnection } from '../moto-connection.ts';
import { tellCallerIdentity } from './caller-identity.ts';
import type { MailRecord } from './mail-record.ts';
import { keepSuppressionList, recordAndRefuse } from './mails.ts';
import type { Mend } from './mend.ts';
import { honourClientTokens, keepPackageTags, refuseSecondGroups } from './model-registry.ts';
import { enforceResourcePolicies } from './resource-policies.ts';
import { honourTransactionTokens } from './transaction-tokens.ts';

/** Everything that moto 5.2.5 does otherwise than AWS and that the product relies on. */
export function mendsOf(parts: {
  readonly settings: CloudSettings;
  readonly permissions: Permissions;
  readonly moto: MotoConnection;
  readonly mails: MailRecord;
}): readonly Mend[] {
  const { settings, permissions, moto, mails } = parts;
  return [
    tellCallerIdentity(settings),
    honourClientTokens(),
    refuseSecondGroups(moto, settings),
    keepPackageTags(),
    honourTransactionTokens(),
    recordAndRefuse(mails, settings),
    keepSuppressionList(mails),
    ...enforceResourcePolicies(permissions, settings),
  ];
}
