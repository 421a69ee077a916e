import type { ServerResponse } from 'node:http';
import { KNOWN_TO_SERVICE } from '../iam/needs/need.ts';
import { needsOf } from '../iam/needs/needs-of.ts';
import type { KeyedPermissions } from '../iam/permissions.ts';
import type { Models } from '../models/service-model.ts';
import { validateInput } from '../models/validate-input.ts';
import { type AwsCall, AwsError, type AwsService, type CloudSettings, type Identity } from '../plane.ts';
import { resultAnswer, send } from './answer.ts';
import { type Dialect, readCall } from './dialect.ts';
import { type Incoming, plainBody } from './incoming.ts';
import type { Interference } from './interference.ts';
import type { Mend, Outcome } from './mends/mend.ts';
import { collect, type MotoConnection } from './moto-connection.ts';
import { requireImplemented } from './not-implemented.ts';

export interface CallDesk {
  readonly settings: CloudSettings;
  readonly permissions: KeyedPermissions;
  readonly models: Models;
  readonly moto: MotoConnection;
  readonly services: readonly AwsService[];
  readonly mends: readonly Mend[];
  readonly interfere?: Interference;
}

/** A request whose signature holds, with its body read. */
export interface SignedCall {
  readonly incoming: Incoming;
  readonly service: string;
  readonly dialect: Exclude<Dialect, 's3'>;
  readonly identity: Identity;
  readonly body: Buffer;
}

/** One call of any service but S3: understood, checked against the service's model, authorised, and answered by whoever has it. */
export async function serveCall(signed: SignedCall, response: ServerResponse, desk: CallDesk): Promise<string> {
  const { incoming, service, dialect, identity } = signed;
  const { action, input } = readCall(incoming, dialect, service, plainBody(incoming, signed.body), desk.models);
  const model = desk.models.of(service);
  if (model !== undefined && VALIDATED.has(service)) validateInput(model, action, input);
  const call: AwsCall = { service, action, input, identity, requestId: incoming.requestId };
  const own = desk.services.find((candidate) => candidate.service === service && candidate.owns(action));
  for (const need of needsOf(call, desk.settings)) {
    const resource = need.resource === KNOWN_TO_SERVICE ? own?.resourceOf?.(action, input) : need.resource;
    if (resource !== undefined) desk.permissions.authorize(identity, need.action, resource, need.context);
  }
  const pass = (passed: AwsCall) => answerOf(passed, signed, own, desk);
  const outcome = await (desk.interfere?.(call, pass) ?? pass(call));
  const version2 = dialect === 'rest-json' && service === 'ses';
  const answer =
    'answer' in outcome
      ? { ...outcome.answer, headers: { ...outcome.answer.headers, 'x-amzn-requestid': incoming.requestId } }
      : resultAnswer(outcome.facts, dialect, incoming, { action, model: version2 ? desk.models.of('sesv2') : model });
  send(response, answer, incoming.method);
  return action;
}

/** Services whose input is read whole and whose model says all that AWS checks at the door. */
const VALIDATED: ReadonlySet<string> = new Set(['sagemaker', 'states', 'dynamodb', 'events', 'logs', 'ecr', 'lambda', 'scheduler', 'kms', 'monitoring']);

async function answerOf(call: AwsCall, { incoming, body, dialect }: SignedCall, own: AwsService | undefined, desk: CallDesk): Promise<Outcome> {
  const toMoto = async (): Promise<Outcome> => {
    const answer = await collect(await desk.moto.forward(incoming, body));
    requireImplemented(answer, call);
    return { answer };
  };
  const onward = own === undefined ? toMoto : async (): Promise<Outcome> => ({ facts: await own.call(call) });
  const mends = desk.mends.filter(({ service, actions }) => service === call.service && actions.includes(call.action));
  if (dialect === 'rest-json' && own === undefined && desk.services.some(({ service }) => service === call.service)) {
    throw new AwsError('NotImplementedLocally', `${call.service}:${call.action} is not part of the laptop cloud`, 501);
  }
  return mends.reduceRight<() => Promise<Outcome>>((pass, mend) => () => mend.apply(call, { onward: pass, toMoto }), onward)();
}
