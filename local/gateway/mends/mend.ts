import type { AwsCall, Facts } from '../../plane.ts';
import type { Answer } from '../answer.ts';

/** What came of a call: facts of ours, to be written in the client's protocol, or moto's answer as it is. */
export type Outcome = { readonly facts: Facts } | { readonly answer: Answer };

/** Something that AWS does and moto does not. It may answer itself, refuse by throwing, or pass the call on and look at the answer. */
export interface Mend {
  readonly service: string;
  readonly actions: readonly string[];
  apply(call: AwsCall, pass: Passes): Promise<Outcome>;
}

export interface Passes {
  /** To whoever answers this action: a service of ours, or moto. */
  readonly onward: () => Promise<Outcome>;
  /** Past our own services, to moto. */
  readonly toMoto: () => Promise<Outcome>;
}

export function isSuccess(outcome: Outcome): boolean {
  return 'facts' in outcome || outcome.answer.status < 300;
}

/** A member of a JSON answer, or an element of an XML one where it occurs once. */
export function textOf(outcome: Outcome, name: string): string | undefined {
  if ('facts' in outcome) return typeof outcome.facts[name] === 'string' ? outcome.facts[name] : undefined;
  const body = outcome.answer.body.toString();
  const found = new RegExp(`"${name}":\\s*("(?:[^"\\\\]|\\\\.)*")`).exec(body)?.[1];
  if (found !== undefined) return String(JSON.parse(found));
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
}
