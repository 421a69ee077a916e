import type { Facts } from '../plane.ts';
import type { ServiceModel, Shape } from './service-model.ts';

/** The flat parameters of a query call (`Dimensions.member.1.Name`), gathered into the input that its model describes; times become epoch seconds. */
export function readQueryInput(model: ServiceModel, action: string, parameters: ReadonlyMap<string, string>): Facts {
  const shape = model.operation(action)?.input?.shape;
  return shape === undefined ? {} : structureAt({ model, parameters }, model.shape(shape), '');
}

interface Query {
  readonly model: ServiceModel;
  readonly parameters: ReadonlyMap<string, string>;
}

function structureAt(query: Query, { members }: Shape, path: string): Facts {
  const found = Object.entries(members).map(([name, { shape }]) => [name, valueAt(query, shape, path === '' ? name : `${path}.${name}`)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

function valueAt(query: Query, name: string, path: string): unknown {
  const shape = query.model.shape(name);
  const text = query.parameters.get(path);
  if (shape.type === 'list') return listAt(query, shape, path);
  if (shape.type === 'structure') return isBegun(query, path) ? structureAt(query, shape, path) : undefined;
  return text === undefined ? undefined : typed(shape.type, text);
}

/** An empty list is written as the bare name of the list. */
function listAt(query: Query, { member }: Shape, path: string): readonly unknown[] | undefined {
  const values: unknown[] = [];
  while (member !== undefined && isBegun(query, `${path}.member.${values.length + 1}`))
    values.push(valueAt(query, member.shape, `${path}.member.${values.length + 1}`));
  return values.length > 0 || query.parameters.has(path) ? values : undefined;
}

function isBegun({ parameters }: Query, path: string): boolean {
  return parameters.has(path) || parameters.keys().some((name) => name.startsWith(`${path}.`));
}

function typed(type: string, text: string): unknown {
  if (type === 'boolean') return text === 'true';
  if (type === 'timestamp') return /^[\d.]+$/.test(text) ? Number(text) : new Date(text).getTime() / 1000;
  return ['integer', 'long', 'float', 'double'].includes(type) ? Number(text) : text;
}
