/** What a policy variable such as `${aws:PrincipalArn}` stands for in this request; undefined where the request has no such key. */
export type Variables = (name: string) => string | undefined;

/** Policies write `*`, `?` and variables; a variable's own value is text, so a role named `a*` opens nothing more. */
export function matches(pattern: string, value: string, variables: Variables = () => undefined, ignoreCase = false): boolean {
  const expression = expressionOf(pattern, variables);
  return expression !== undefined && new RegExp(`^${expression}$`, ignoreCase ? 'is' : 's').test(value);
}

/** Replaces variables where no wildcard has a meaning (StringEquals). Undefined where a variable is unknown: such a value matches nothing. */
export function substitute(text: string, variables: Variables): string | undefined {
  const parts = [...text.matchAll(TOKENS)].map(([token, name]) => (name === undefined ? token : literal(name, variables)));
  return parts.includes(undefined) ? undefined : parts.join('');
}

const TOKENS = /\$\{([^}]*)\}|\*|\?|[^$*?]+|\$/g;

function expressionOf(pattern: string, variables: Variables): string | undefined {
  const parts = [...pattern.matchAll(TOKENS)].map(([token, name]) => {
    if (name !== undefined) return escaped(literal(name, variables));
    return token === '*' ? '.*' : token === '?' ? '.' : escaped(token);
  });
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** `${*}`, `${?}` and `${$}` stand for the characters themselves; `${key, 'default'}` has a default. */
function literal(name: string, variables: Variables): string | undefined {
  if (['*', '?', '$'].includes(name)) return name;
  const [key = '', fallback] = name.split(',').map((part) => part.trim());
  return variables(key) ?? fallback?.replace(/^'|'$/g, '');
}

function escaped(text: string | undefined): string | undefined {
  return text?.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
