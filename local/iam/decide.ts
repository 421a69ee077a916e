import type { Identity } from '../plane.ts';
import { type Context, holds, variablesOf } from './conditions.ts';
import { matches } from './pattern.ts';
import type { Listed, Principals, Statement } from './policy.ts';

/** Who wants to do what to which resource, with the request's condition keys. */
export interface Question {
  readonly identity: Identity;
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** `by` are the statements that were needed for the yes; a no says which kind of policy is missing or denies. */
export type Decision =
  | { readonly allowed: true; readonly by: readonly Statement[] }
  | { readonly allowed: false; readonly because: 'explicit deny' | 'nothing allows'; readonly policies: 'identity-based' | 'resource-based' };

/**
 * IAM's order within one account: any Deny wins; then an Allow of the role or of the resource is enough.
 * A KMS key is the exception: its own policy must allow, itself or by handing the decision to the account's policies.
 */
export function decide(question: Question, ofRole: readonly Statement[], ofResource: readonly Statement[] | undefined): Decision {
  const own = ofRole.filter((statement) => applies(statement, question));
  const guards = (ofResource ?? []).filter((statement) => applies(statement, question));
  if (own.some(denies)) return { allowed: false, because: 'explicit deny', policies: 'identity-based' };
  if (guards.some(denies)) return { allowed: false, because: 'explicit deny', policies: 'resource-based' };
  if (question.identity.kind === 'operator') return { allowed: true, by: [] };
  const named = guards.find((statement) => allows(statement) && principalOf(statement, question.identity) === 'itself');
  const granted = own.find(allows);
  if (question.identity.kind === 'service')
    return named === undefined ? { allowed: false, because: 'nothing allows', policies: 'resource-based' } : { allowed: true, by: [named] };
  return question.action.startsWith('kms:') ? decideKey(granted, named, guards.find(allows), ofResource === undefined) : first(granted ?? named);
}

function decideKey(granted: Statement | undefined, named: Statement | undefined, delegating: Statement | undefined, defaultPolicy: boolean): Decision {
  if (named !== undefined) return { allowed: true, by: [named] };
  if (delegating === undefined && !defaultPolicy) return { allowed: false, because: 'nothing allows', policies: 'resource-based' };
  return granted === undefined ? first(undefined) : { allowed: true, by: delegating === undefined ? [granted] : [granted, delegating] };
}

function first(statement: Statement | undefined): Decision {
  return statement === undefined ? { allowed: false, because: 'nothing allows', policies: 'identity-based' } : { allowed: true, by: [statement] };
}

function denies(statement: Statement): boolean {
  return statement.effect === 'Deny';
}

function allows(statement: Statement): boolean {
  return statement.effect === 'Allow';
}

function applies(statement: Statement, question: Question): boolean {
  const variables = variablesOf(question.context);
  return (
    listed(statement.actions, (pattern) => matches(pattern, question.action, undefined, true)) &&
    listed(statement.resources, (pattern) => matches(pattern, question.resource, variables)) &&
    (statement.principals === undefined || principalOf(statement, question.identity) !== 'no') &&
    statement.conditions.every((condition) => holds(condition, question.context))
  );
}

function listed({ except, patterns }: Listed, isMatch: (pattern: string) => boolean): boolean {
  return patterns.some(isMatch) !== except;
}

/** Naming the account (its root) hands the decision to the account's own policies; it names nobody itself. */
function principalOf({ principals }: Statement, identity: Identity): 'itself' | 'its account' | 'no' {
  if (principals === undefined) return 'no';
  const found = namedIn(principals, identity);
  if (principals.except) return found === 'no' ? 'itself' : 'no';
  return found;
}

function namedIn(principals: Principals, identity: Identity): 'itself' | 'its account' | 'no' {
  if (principals.everyone) return 'itself';
  if (identity.kind === 'service') return principals.services.includes(identity.arn) ? 'itself' : 'no';
  if (principals.aws.some((arn) => arn === identity.arn || arn === identity.roleArn)) return 'itself';
  const account = identity.arn.split(':')[4] ?? '';
  return principals.aws.some((arn) => arn === account || arn === `arn:aws:iam::${account}:root`) ? 'its account' : 'no';
}
