import { isObject } from '../json-object.ts';
import { AwsError, type Facts } from '../plane.ts';
import { constraintsOf, describe } from './constraints.ts';
import type { ServiceModel, Shape } from './service-model.ts';

/**
 * Checks a call's input against the service model and throws AWS's own error, every fault in one message.
 * Unknown members pass: AWS ignores what a JSON call has too much.
 */
export function validateInput(model: ServiceModel, action: string, input: Facts): void {
  const shape = model.operation(action)?.input?.shape;
  if (shape === undefined) return;
  const faults = faultsOf({ model, path: '' }, shape, input);
  if (faults.length === 0) return;
  const message = `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected: ${faults.join('; ')}`;
  throw new AwsError(CODE_OF[model.service] ?? 'ValidationException', message);
}

const CODE_OF: Readonly<Record<string, string>> = { logs: 'InvalidParameterException', ecr: 'InvalidParameterException' };

interface Place {
  readonly model: ServiceModel;
  readonly path: string;
}

function faultsOf(place: Place, name: string, value: unknown): readonly string[] {
  const shape = place.model.shape(name);
  requireType(shape, value);
  if (shape.type === 'structure' && isObject(value)) return faultsInStructure(place, shape, value);
  const own = constraintsOf(shape, value).map((constraint) => `Value '${describe(value)}' at '${place.path}' failed to satisfy constraint: ${constraint}`);
  if (shape.type === 'list' && Array.isArray(value)) return [...own, ...faultsInList(place, shape, value)];
  if (shape.type === 'map' && isObject(value)) return [...own, ...faultsInMap(place, shape, value)];
  return own;
}

function faultsInStructure({ model, path }: Place, shape: Shape, value: Facts): readonly string[] {
  return Object.entries(shape.members).flatMap(([member, { shape: of }]) => {
    const given = value[member];
    const at = path === '' ? lowerFirst(member) : `${path}.${lowerFirst(member)}`;
    if (given !== undefined && given !== null) return faultsOf({ model, path: at }, of, given);
    return shape.required.includes(member) ? [`Value null at '${at}' failed to satisfy constraint: Member must not be null`] : [];
  });
}

/** AWS names a faulty structure by its place in the list, but lists of plain values as a whole. */
function faultsInList({ model, path }: Place, shape: Shape, values: readonly unknown[]): readonly string[] {
  const of = shape.member?.shape;
  if (of === undefined) return [];
  if (isNested(model.shape(of))) return values.flatMap((value, index) => faultsOf({ model, path: `${path}.${index + 1}.member` }, of, value));
  return wholeFault(path, values, 'Member', values, model.shape(of));
}

function faultsInMap({ model, path }: Place, shape: Shape, entries: Facts): readonly string[] {
  const [key, value] = [shape.key?.shape, shape.value?.shape];
  if (key === undefined || value === undefined) return [];
  const keys = wholeFault(path, entries, 'Map keys', Object.keys(entries), model.shape(key));
  const nested = isNested(model.shape(value));
  const values = nested
    ? Object.entries(entries).flatMap(([name, entry]) => faultsOf({ model, path: `${path}.${name}.member` }, value, entry))
    : wholeFault(path, entries, 'Map value', Object.values(entries), model.shape(value));
  return [...keys, ...values];
}

function wholeFault(path: string, whole: unknown, subject: string, values: readonly unknown[], of: Shape): readonly string[] {
  for (const value of values) requireType(of, value);
  if (!values.some((value) => constraintsOf(of, value).length > 0)) return [];
  return [`Value '${describe(whole)}' at '${path}' failed to satisfy constraint: ${subject} must satisfy constraint: [${constraintsOf(of).join(', ')}]`];
}

/** A wrong JSON type is refused before any constraint is looked at, as AWS's deserialisers do. */
function requireType({ type }: Shape, value: unknown): void {
  const found = kindOf(value);
  const wanted = KINDS[type];
  if ((type === 'double' || type === 'float') && NO_NUMBERS.has(value)) return;
  if (wanted === undefined || wanted.kinds.includes(found)) return;
  if (found === 'structure' || found === 'list')
    throw new AwsError(
      'SerializationException',
      found === 'list' ? 'Start of list found where not expected' : 'Start of structure or map found where not expected.',
    );
  throw new AwsError('SerializationException', wanted.name === '' ? 'Unexpected value type in payload' : `${found} can not be converted to ${wanted.name}`);
}

/** How JSON carries what is no number; the service itself says what it thinks of it. */
const NO_NUMBERS: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

const KINDS: Readonly<Record<string, { readonly kinds: readonly string[]; readonly name: string }>> = {
  structure: { kinds: ['structure'], name: '' },
  map: { kinds: ['structure'], name: '' },
  list: { kinds: ['list'], name: '' },
  string: { kinds: ['STRING_VALUE'], name: 'a String' },
  integer: { kinds: ['NUMBER_VALUE'], name: 'an Integer' },
  long: { kinds: ['NUMBER_VALUE'], name: 'a Long' },
  float: { kinds: ['NUMBER_VALUE'], name: 'a Float' },
  double: { kinds: ['NUMBER_VALUE'], name: 'a Double' },
  boolean: { kinds: ['TRUE_VALUE', 'FALSE_VALUE'], name: 'a Boolean' },
  blob: { kinds: ['STRING_VALUE', 'structure'], name: 'a Blob' },
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'structure';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE';
}

function isNested({ type }: Shape): boolean {
  return type === 'structure' || type === 'list' || type === 'map';
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
