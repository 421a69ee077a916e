import { z } from 'zod';
import type { PolicyDocument } from '../plane.ts';
import { type Condition, parseOperator } from './conditions.ts';
import { isKnownKey } from './known-keys.ts';

/** One statement, ready to be asked; `owner` is the role or resource that carries it. */
export interface Statement {
  readonly owner: string;
  readonly policy: string;
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Listed;
  readonly resources: Listed;
  readonly principals?: Principals;
  readonly conditions: readonly Condition[];
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
export type Listed = { readonly except: boolean; readonly patterns: readonly string[] };

export type Principals = { readonly except: boolean; readonly everyone: boolean; readonly aws: readonly string[]; readonly services: readonly string[] };

/** Reads a policy once, when it is defined, and refuses what it would not understand later. */
export function readPolicy(
  document: PolicyDocument,
  of: { readonly owner: string; readonly policy: string; readonly attachedTo: 'identity' | 'resource' },
): readonly Statement[] {
  const read = Document.safeParse(document);
  if (!read.success) throw new Error(`policy "${of.policy}" of ${of.owner} is not a policy document: ${z.prettifyError(read.error)}`);
  const listed = Array.isArray(read.data.Statement) ? read.data.Statement : [read.data.Statement];
  return listed.map((raw, index) => statementOf(raw, index, of));
}

function statementOf(
  raw: RawStatement,
  index: number,
  of: { readonly owner: string; readonly policy: string; readonly attachedTo: 'identity' | 'resource' },
): Statement {
  const principals = principalsOf(raw);
  const where = `statement ${raw.Sid ?? index} of policy "${of.policy}" of ${of.owner}`;
  if ((raw.Action === undefined) === (raw.NotAction === undefined)) throw new Error(`${where} needs exactly one of Action and NotAction`);
  if ((principals === undefined) === (of.attachedTo === 'resource')) {
    throw new Error(`${where} ${of.attachedTo === 'resource' ? 'needs a Principal' : 'must not name a Principal: it belongs to a role'}`);
  }
  return {
    ...{ owner: of.owner, policy: of.policy, index, effect: raw.Effect },
    actions: { except: raw.Action === undefined, patterns: many(raw.Action ?? raw.NotAction) },
    resources: { except: raw.NotResource !== undefined, patterns: many(raw.Resource ?? raw.NotResource ?? '*') },
    conditions: conditionsOf(raw.Condition ?? {}, where),
    ...(raw.Sid === undefined ? {} : { sid: raw.Sid }),
    ...(principals === undefined ? {} : { principals }),
  };
}

function conditionsOf(block: NonNullable<RawStatement['Condition']>, where: string): readonly Condition[] {
  return Object.entries(block).flatMap(([spelling, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      if (!isKnownKey(key))
        throw new Error(
          `${where} asks for the condition key "${key}", which the laptop cloud does not fill in; add it to local/iam/known-keys.ts together with its value`,
        );
      return { ...parseOperator(spelling), key, values: many(values).map(String) };
    }),
  );
}

function principalsOf(raw: RawStatement): Principals | undefined {
  const named = raw.Principal ?? raw.NotPrincipal;
  if (named === undefined) return undefined;
  const except = raw.Principal === undefined;
  if (typeof named === 'string') return { except, everyone: true, aws: [], services: [] };
  const aws = many(named.AWS);
  return { except, everyone: aws.includes('*'), aws: aws.filter((arn) => arn !== '*'), services: many(named.Service) };
}

function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

const Text = z.union([z.string(), z.array(z.string())]);
const Value = z.union([z.string(), z.boolean(), z.number()]);
const Named = z.union([z.literal('*'), z.strictObject({ AWS: Text.optional(), Service: Text.optional() })]);
const RawStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: Text.optional(),
  NotAction: Text.optional(),
  Resource: Text.optional(),
  NotResource: Text.optional(),
  Principal: Named.optional(),
  NotPrincipal: Named.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.union([Value, z.array(Value)]))).optional(),
});
type RawStatement = z.infer<typeof RawStatement>;
const Document = z.object({ Version: z.string().optional(), Id: z.string().optional(), Statement: z.union([RawStatement, z.array(RawStatement)]) });
