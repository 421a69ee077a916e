import { intrinsicFailure } from './intrinsic-arguments.ts';
import { type Chance, intrinsicFunctions, isIntrinsic } from './intrinsic-functions.ts';
import { isList, isObject, type Json } from './json.ts';
import { type Expression, parseIntrinsic } from './parse-intrinsic.ts';
import { readPath, type Scope } from './read-path.ts';
import { runtimeError } from './states-error.ts';

/** A template with every field `name.$` replaced by `name` holding what its path or intrinsic function gives. */
export function fillTemplate(template: Json, scope: Scope, chance: Chance): Json {
  if (isList(template)) return template.map((item) => fillTemplate(item, scope, chance));
  if (!isObject(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([name, value]) => fillField(name, value, scope, chance)));
}

function fillField(name: string, value: Json, scope: Scope, chance: Chance): readonly [string, Json] {
  if (!name.endsWith('.$')) return [name, fillTemplate(value, scope, chance)];
  if (typeof value !== 'string') throw runtimeError(`The value for the field '${name}' must be a path or an intrinsic function`);
  return [name.slice(0, -2), isIntrinsic(value) ? evaluate(parseIntrinsic(value), scope, chance, name) : readPath(value, scope, name)];
}

/** A path or an intrinsic function where the definition allows either, such as ErrorPath. */
export function evaluateText(text: string, scope: Scope, chance: Chance, field: string): Json {
  return isIntrinsic(text) ? evaluate(parseIntrinsic(text), scope, chance, field) : readPath(text, scope, field);
}

function evaluate(expression: Expression, scope: Scope, chance: Chance, field: string): Json {
  if (expression.kind === 'value') return expression.value;
  if (expression.kind === 'path') return readPath(expression.path, scope, field);
  const intrinsic = intrinsicFunctions[expression.name];
  if (intrinsic === undefined) throw intrinsicFailure(`there is no intrinsic function ${expression.name}`);
  const [least, most] = intrinsic.arity;
  const count = expression.args.length;
  if (count < least || count > most) throw intrinsicFailure(`${expression.name} takes ${least === most ? least : `${least} or more`} arguments, not ${count}`);
  return intrinsic.apply(
    expression.args.map((argument) => evaluate(argument, scope, chance, field)),
    chance,
  );
}
