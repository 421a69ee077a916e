import { AwsError, type CloudSettings, type Credentials, type Identity, type Permissions, type PolicyDocument } from '../plane.ts';
import { accessDenied } from './access-denied.ts';
import { type Context, contextOf } from './context.ts';
import { sessionCredentials, userCredentials } from './credentials.ts';
import { decide, type Question } from './decide.ts';
import { matches } from './pattern.ts';
import { readPolicy, type Statement } from './policy.ts';

/** What the gateway needs besides: the secret behind a key, to verify signatures. */
export interface KeyedPermissions extends Permissions {
  credentialsOf(accessKeyId: string): Credentials | undefined;
  /** As `authorize`, but answers instead of throwing, and a no is not remembered as a denial. */
  permits(identity: Identity, action: string, resource: string, context?: Readonly<Record<string, string>>): boolean;
}

type Role = { readonly trust: readonly Statement[]; readonly identity: readonly Statement[] };
type Session = { readonly credentials: Credentials; readonly identity: Identity };

/** The one place that decides who may do what; every door of the laptop cloud asks it. */
export function createPermissions({ account, region }: Pick<CloudSettings, 'account' | 'region'>): KeyedPermissions {
  return new PolicyBook(account, region);
}

class PolicyBook implements KeyedPermissions {
  readonly operator: Session;
  readonly #account: string;
  readonly #region: string;
  readonly #roles = new Map<string, Role>();
  readonly #guards = new Map<string, readonly Statement[]>();
  readonly #defined = new Map<string, string>();
  readonly #sessions = new Map<string, Session>();
  /** How often each statement allowed each action. */
  readonly #allowed = new Map<Statement, Map<string, number>>();
  readonly #denials: { readonly arn: string; readonly action: string; readonly resource: string; readonly at: string }[] = [];

  constructor(account: string, region: string) {
    this.#account = account;
    this.#region = region;
    this.operator = { credentials: userCredentials(), identity: { kind: 'operator', arn: `arn:aws:iam::${account}:user/operator` } };
    this.#sessions.set(this.operator.credentials.accessKeyId, this.operator);
  }

  defineRole({ arn, trust, policies }: Parameters<Permissions['defineRole']>[0]): void {
    if (!this.#isNew(arn, { trust, policies })) return;
    this.#roles.set(arn, {
      trust: readPolicy(trust, { owner: arn, policy: 'trust', attachedTo: 'resource' }),
      identity: policies.flatMap(({ name, document }) => readPolicy(document, { owner: arn, policy: name, attachedTo: 'identity' })),
    });
  }

  definePolicyOf(resource: string, document: PolicyDocument): void {
    if (!this.#isNew(resource, document)) return;
    this.#guards.set(resource, readPolicy(document, { owner: resource, policy: 'resource', attachedTo: 'resource' }));
  }

  assume(roleArn: string, by: string, session: string): Session {
    const role = this.#roles.get(roleArn);
    const question = this.#question({ kind: 'service', arn: by }, 'sts:AssumeRole', roleArn, { 'aws:SourceAccount': this.#account });
    if (role === undefined)
      throw new AwsError(
        'AccessDenied',
        `User: ${by} is not authorized to perform: sts:AssumeRole on resource: ${roleArn} (there is no such role; define it first)`,
        403,
      );
    this.#settle(question, [], role.trust);
    const identity: Identity = { kind: 'role', arn: `arn:aws:sts::${this.#account}:assumed-role/${roleArn.split('/').at(-1)}/${session}`, roleArn };
    const assumed = { credentials: sessionCredentials(), identity };
    this.#sessions.set(assumed.credentials.accessKeyId, assumed);
    return assumed;
  }

  identityOf(accessKeyId: string): Identity | undefined {
    return this.#sessions.get(accessKeyId)?.identity;
  }

  credentialsOf(accessKeyId: string): Credentials | undefined {
    return this.#sessions.get(accessKeyId)?.credentials;
  }

  authorize(identity: Identity, action: string, resource: string, context: Readonly<Record<string, string>> = {}): void {
    this.#settle(this.#question(identity, action, resource, context), this.#policiesOf(identity), this.#guardsOf(resource));
  }

  permits(identity: Identity, action: string, resource: string, context: Readonly<Record<string, string>> = {}): boolean {
    return decide(this.#question(identity, action, resource, context), this.#policiesOf(identity), this.#guardsOf(resource)).allowed;
  }

  authorizeService(principal: string, action: string, resource: string, context: Readonly<Record<string, string>> = {}): void {
    this.authorize({ kind: 'service', arn: principal }, action, resource, context);
  }

  usage(): ReturnType<Permissions['usage']> {
    const statements = [...[...this.#roles.values()].flatMap(({ trust, identity }) => [...trust, ...identity]), ...[...this.#guards.values()].flat()];
    return {
      statements: statements.map((statement) => ({
        ...{ owner: statement.owner, policy: statement.policy, index: statement.index, effect: statement.effect },
        ...(statement.sid === undefined ? {} : { sid: statement.sid }),
        ...countsOf(statement, this.#allowed.get(statement)),
      })),
      denials: [...this.#denials],
    };
  }

  /** Defining the same again (a second deployment) must not forget what was counted. */
  #isNew(owner: string, definition: unknown): boolean {
    const text = JSON.stringify(definition);
    const isNew = this.#defined.get(owner) !== text;
    this.#defined.set(owner, text);
    return isNew;
  }

  #policiesOf(identity: Identity): readonly Statement[] {
    return this.#roles.get(identity.roleArn ?? '')?.identity ?? [];
  }

  #count(statement: Statement, action: string): void {
    const counts = this.#allowed.get(statement) ?? new Map<string, number>();
    this.#allowed.set(statement, counts.set(action, (counts.get(action) ?? 0) + 1));
  }

  /** A bucket's policy guards its objects, a function's guards its versions and aliases. */
  #guardsOf(resource: string): readonly Statement[] | undefined {
    const owner = resource.startsWith('arn:aws:s3:::')
      ? resource.split('/')[0]
      : resource.startsWith('arn:aws:lambda:')
        ? resource.split(':').slice(0, 7).join(':')
        : resource;
    return this.#guards.get(owner ?? resource);
  }

  #question(identity: Identity, action: string, resource: string, given: Readonly<Record<string, string>>): Question {
    const context: Context = contextOf(identity, given, { account: this.#account, region: this.#region });
    return { identity, action, resource, context };
  }

  #settle(question: Question, ofRole: readonly Statement[], ofResource: readonly Statement[] | undefined): void {
    const decision = decide(question, ofRole, ofResource);
    if (!decision.allowed) {
      this.#denials.push({ arn: question.identity.arn, action: question.action, resource: question.resource, at: new Date().toISOString() });
      throw accessDenied(question, decision);
    }
    for (const statement of decision.by) this.#count(statement, question.action);
  }
}

/** A wildcard counts for every action that it let through. */
function countsOf({ actions: { patterns } }: Statement, counts: ReadonlyMap<string, number> = new Map()) {
  const sum = (isMeant: (action: string) => boolean) => [...counts].reduce((total, [action, count]) => (isMeant(action) ? total + count : total), 0);
  const actions = Object.fromEntries(patterns.map((pattern) => [pattern, sum((action) => matches(pattern, action, undefined, true))]));
  return { allowed: sum(() => true), actions };
}
