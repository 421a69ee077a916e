import { isObject } from '../json-object.ts';
import type { Template } from './template.ts';

/** The template's resources, each after those that it refers to or depends on; a circle is refused and shown. */
export function inOrder({ Resources }: Pick<Template, 'Resources'>): readonly string[] {
  const ordered = new Set<string>();
  const visit = (id: string, path: readonly string[]) => {
    if (ordered.has(id)) return;
    if (path.includes(id))
      throw new Error(`resources refer to each other in a circle: ${[...path.slice(path.indexOf(id)), id].join(' -> ')}; name one of them by its ARN`);
    const resource = Resources[id];
    if (resource === undefined) throw new Error(`${path.at(-1)} depends on ${id}, which the template does not define`);
    const needed = [...resource.DependsOn, ...referencesIn(resource.Properties).filter((name) => name in Resources)];
    for (const name of needed) visit(name, [...path, id]);
    ordered.add(id);
  };
  for (const id of Object.keys(Resources)) visit(id, []);
  return [...ordered];
}

/** Every name that an expression mentions, be it of a resource, a parameter or a pseudo parameter. */
export function referencesIn(expression: unknown): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (!isObject(expression)) return [];
  return Object.entries(expression).flatMap(([key, value]) => {
    if (key === 'Ref' && typeof value === 'string') return [value];
    if (key === 'Fn::GetAtt') return [typeof value === 'string' ? (value.split('.')[0] ?? '') : Array.isArray(value) ? String(value[0]) : ''];
    if (key === 'Fn::Sub') return [...namesIn(Array.isArray(value) ? value[0] : value), ...referencesIn(Array.isArray(value) ? value[1] : [])];
    return referencesIn(value);
  });
}

function namesIn(template: unknown): readonly string[] {
  return [...String(template).matchAll(/\$\{([^!}][^}.]*)[^}]*\}/g)].map(([, name = '']) => name);
}
