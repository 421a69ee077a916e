import { isObject } from '../json-object.ts';

/** What expressions refer to; each method throws where there is no such thing. `undefined` stands for AWS::NoValue. */
export interface Scope {
  ref(name: string): unknown;
  attribute(resource: string, attribute: string): unknown;
  condition(name: string): boolean;
}

type Evaluator = (argument: unknown, scope: Scope) => unknown;

/** The value of an expression. Members that are AWS::NoValue are left out, as CloudFormation leaves them out. */
export function evaluate(expression: unknown, scope: Scope): unknown {
  if (Array.isArray(expression)) return expression.map((item) => evaluate(item, scope)).filter((item) => item !== undefined);
  if (!isObject(expression)) return expression;
  const call = callIn(expression);
  if (call !== undefined) return call.evaluator(call.argument, scope);
  const members = Object.entries(expression).map(([key, value]) => [key, evaluate(value, scope)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** A condition is an expression of its own language: it answers true or false. */
export function holds(expression: unknown, scope: Scope): boolean {
  if (isObject(expression) && typeof expression['Condition'] === 'string') return scope.condition(expression['Condition']);
  const value = evaluate(expression, scope);
  if (typeof value === 'boolean') return value;
  throw new Error(`a condition must be true or false, but ${JSON.stringify(expression)} is neither`);
}

const EVALUATORS: Readonly<Record<string, Evaluator>> = {
  Ref: (name, scope) => scope.ref(text(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [resource, ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument).map(text);
    return scope.attribute(text(resource), attribute.join('.'));
  },
  'Fn::Sub': (argument, scope) => {
    const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument);
    return substitute(text(template), isObject(variables) ? variables : {}, scope);
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, items] = list(argument);
    return list(evaluate(items, scope)).map(text).join(text(delimiter));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(argument);
    return list(evaluate(items, scope))[Number(index)];
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, whole] = list(argument);
    return text(evaluate(whole, scope)).split(text(delimiter));
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = list(argument);
    return evaluate(scope.condition(text(condition)) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [one, other] = list(argument);
    return evaluate(one, scope) === evaluate(other, scope);
  },
  'Fn::Not': (argument, scope) => !holds(list(argument)[0], scope),
  'Fn::And': (argument, scope) => list(argument).every((condition) => holds(condition, scope)),
  'Fn::Or': (argument, scope) => list(argument).some((condition) => holds(condition, scope)),
};

function callIn(expression: Readonly<Record<string, unknown>>): { readonly evaluator: Evaluator; readonly argument: unknown } | undefined {
  const [[name, argument] = ['', undefined], ...others] = Object.entries(expression);
  if (others.length > 0 || (name !== 'Ref' && !name.startsWith('Fn::'))) return undefined;
  const evaluator = EVALUATORS[name];
  if (evaluator === undefined)
    throw new Error(`the laptop cloud does not know ${name}; use one of ${Object.keys(EVALUATORS).join(', ')} or teach local/provision/intrinsics.ts`);
  return { evaluator, argument };
}

function substitute(template: string, variables: Readonly<Record<string, unknown>>, scope: Scope): string {
  return template.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (name in variables) return text(evaluate(variables[name], scope));
    const [resource = '', ...attribute] = name.split('.');
    return text(attribute.length === 0 ? scope.ref(name) : scope.attribute(resource, attribute.join('.')));
  });
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`expected a list, found ${JSON.stringify(value)}`);
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`expected a text, found ${JSON.stringify(value)}`);
}
