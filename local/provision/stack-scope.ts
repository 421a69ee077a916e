import { evaluate, holds, type Scope } from './intrinsics.ts';
import type { Created } from './resource-kind.ts';
import type { Resource, Template } from './template.ts';

/** What a template's expressions see: parameters, conditions, the account, and the resources that have been made so far. */
export class StackScope implements Scope {
  readonly #template: Template;
  readonly #values: Map<string, string | undefined>;
  readonly #created = new Map<string, Created>();

  constructor(
    template: Template,
    {
      stack,
      account,
      region,
      parameters,
    }: { readonly stack: string; readonly account: string; readonly region: string; readonly parameters: Readonly<Record<string, string>> },
  ) {
    this.#template = template;
    this.#values = new Map([
      ...Object.entries(parameters),
      ['AWS::AccountId', account],
      ['AWS::Region', region],
      ['AWS::Partition', 'aws'],
      ['AWS::URLSuffix', 'amazonaws.com'],
      ['AWS::StackName', stack],
      ['AWS::StackId', `arn:aws:cloudformation:${region}:${account}:stack/${stack}/local`],
      ['AWS::NoValue', undefined],
    ]);
  }

  ref(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name);
    return this.#made(name).ref;
  }

  attribute(resource: string, attribute: string): unknown {
    const { attributes = {} } = this.#made(resource);
    const value = attributes[attribute];
    if (value !== undefined) return value;
    throw new Error(
      `${resource} has no attribute ${attribute} in the laptop cloud (it has ${Object.keys(attributes).join(', ') || 'none'}); add it where its kind is created in local/provision/`,
    );
  }

  condition(name: string): boolean {
    if (!(name in this.#template.Conditions)) throw new Error(`the template has no condition ${name}`);
    return holds(this.#template.Conditions[name], this);
  }

  wants({ Condition }: Pick<Resource, 'Condition'>): boolean {
    return Condition === undefined || this.condition(Condition);
  }

  created(id: string, created: Created): void {
    this.#created.set(id, created);
  }

  outputs(): Readonly<Record<string, string>> {
    const wanted = Object.entries(this.#template.Outputs).filter(([, { Condition }]) => Condition === undefined || this.condition(Condition));
    return Object.fromEntries(wanted.map(([name, { Value }]) => [name, String(evaluate(Value, this))]));
  }

  #made(id: string): Created {
    const created = this.#created.get(id);
    if (created !== undefined) return created;
    throw new Error(`the template speaks of ${id}, which is no parameter and no resource that has been made`);
  }
}
