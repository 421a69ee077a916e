import type { Parameter, Template } from './template.ts';

/** The values of the template's parameters, checked as CloudFormation checks them before it touches anything. */
export function settleParameters({ Parameters }: Pick<Template, 'Parameters'>, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const unknown = Object.keys(given).filter((name) => !(name in Parameters));
  if (unknown.length > 0) throw new Error(`the template has no parameter ${unknown.join(', ')}; it has ${Object.keys(Parameters).join(', ')}`);
  return Object.fromEntries(Object.entries(Parameters).map(([name, parameter]) => [name, settle(name, parameter, given[name])]));
}

function settle(name: string, parameter: Parameter, given: string | undefined): string {
  const value = given ?? parameter.Default;
  if (value === undefined) throw new Error(`parameter ${name} needs a value${parameter.Description === undefined ? '' : ` (${parameter.Description})`}`);
  const fits = parameter.AllowedPattern === undefined || new RegExp(`^(?:${parameter.AllowedPattern})$`).test(value);
  if (fits && (parameter.AllowedValues?.includes(value) ?? true)) return value;
  throw new Error(parameter.ConstraintDescription ?? `parameter ${name} does not take "${value}"`);
}
