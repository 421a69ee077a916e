import type { QueueDepths } from '../../cloudwatch/queue-depths.ts';
import type { CloudSettings, EventBus, Permissions } from '../../plane.ts';
import type { MotoConnection } from '../moto-connection.ts';
import { tellCallerIdentity } from './caller-identity.ts';
import { tellOfPushedImages } from './image-pushed.ts';
import type { MailRecord } from './mail-record.ts';
import { keepSuppressionList, recordAndRefuse } from './mails.ts';
import type { Mend } from './mend.ts';
import { keepWhatUpdatesLeaveOut, tellOfModelPackages } from './model-judged.ts';
import { honourClientTokens, keepPackageTags, refuseSecondGroups } from './model-registry.ts';
import { publishQueueDepths } from './queue-depth.ts';
import { enforceResourcePolicies } from './resource-policies.ts';
import { honourTransactionTokens } from './transaction-tokens.ts';

/** Everything that moto 5.2.5 does otherwise than AWS and that the product relies on. */
export function mendsOf(parts: {
  readonly settings: CloudSettings;
  readonly permissions: Permissions;
  readonly moto: MotoConnection;
  readonly mails: MailRecord;
  readonly publish: EventBus['publish'];
  readonly queueDepths?: QueueDepths;
}): readonly Mend[] {
  const { settings, permissions, moto, mails, publish, queueDepths } = parts;
  return [
    tellCallerIdentity(settings),
    honourClientTokens(),
    tellOfModelPackages(moto, publish),
    keepWhatUpdatesLeaveOut(moto),
    refuseSecondGroups(moto, settings),
    keepPackageTags(),
    honourTransactionTokens(),
    tellOfPushedImages(publish),
    recordAndRefuse(mails, settings),
    keepSuppressionList(mails),
    ...(queueDepths === undefined ? [] : [publishQueueDepths(queueDepths, moto)]),
    ...enforceResourcePolicies(permissions, settings),
  ];
}
