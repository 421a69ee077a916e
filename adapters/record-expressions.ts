import type { Condition, Write } from '../core/ports.ts';

export type Expression = {
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
};

/** A write's condition and changes in DynamoDB's expression language; every name and value is a placeholder, for reserved words and dotted paths. */
export function expressionOf(write: Write): Expression {
  const placeholders = new Placeholders();
  const update = 'update' in write ? changesOf(write, placeholders) : '';
  const condition = write.when === undefined ? '' : conditionOf(write.when, placeholders);
  return { ...(update && { UpdateExpression: update }), ...(condition && { ConditionExpression: condition }), ...placeholders.used() };
}

/** Hands out a placeholder for each name and value, once. */
class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: unknown[] = [];

  path(dotted: string): string {
    return dotted
      .split('.')
      .map((name) => {
        const placeholder = this.#names.get(name) ?? `#n${this.#names.size}`;
        this.#names.set(name, placeholder);
        return placeholder;
      })
      .join('.');
  }

  value(value: unknown): string {
    return `:v${this.#values.push(value) - 1}`;
  }

  /** DynamoDB refuses empty maps and unused placeholders. */
  used(): Pick<Expression, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> {
    return {
      ...(this.#names.size > 0 && { ExpressionAttributeNames: Object.fromEntries([...this.#names].map(([name, placeholder]) => [placeholder, name])) }),
      ...(this.#values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(this.#values.map((value, n) => [`:v${n}`, value])) }),
    };
  }
}

function changesOf({ set = {}, append = {}, remove = [] }: Extract<Write, { update: unknown }>, placeholders: Placeholders): string {
  const assigned = Object.entries(set)
    .filter(([, value]) => value !== undefined)
    .map(([path, value]) => `${placeholders.path(path)} = ${placeholders.value(value)}`);
  const appended = Object.entries(append).map(([path, values]) => {
    const list = placeholders.path(path);
    return `${list} = list_append(if_not_exists(${list}, ${placeholders.value([])}), ${placeholders.value(values)})`;
  });
  const sets = [...assigned, ...appended];
  return [
    ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
    ...(remove.length > 0 ? [`REMOVE ${remove.map((path) => placeholders.path(path)).join(', ')}`] : []),
  ].join(' ');
}

function conditionOf(condition: Condition, placeholders: Placeholders): string {
  const compare = ([path, value]: readonly [string, unknown], operator: string) => `${placeholders.path(path)} ${operator} ${placeholders.value(value)}`;
  const join = (conditions: readonly Condition[], word: string) => `(${conditions.map((each) => conditionOf(each, placeholders)).join(` ${word} `)})`;
  if ('absent' in condition) return `attribute_not_exists(${placeholders.path(condition.absent)})`;
  if ('present' in condition) return `attribute_exists(${placeholders.path(condition.present)})`;
  if ('equals' in condition) return compare(condition.equals, '=');
  if ('lessThan' in condition) return compare(condition.lessThan, '<');
  if ('atMost' in condition) return compare(condition.atMost, '<=');
  return 'anyOf' in condition ? join(condition.anyOf, 'OR') : join(condition.allOf, 'AND');
}
