import { XMLParser } from 'fast-xml-parser';

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A query answer: `<ActionResponse><ActionResult>...`, lists as `<member>`. */
export function resultXml(action: string, result: Readonly<Record<string, unknown>>, requestId: string): string {
  return `<${action}Response><${action}Result>${elements(result)}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
}

function elements(value: unknown): string {
  if (Array.isArray(value)) return value.map((entry) => `<member>${elements(entry)}</member>`).join('');
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, entry]) => (name === 'entry' && Array.isArray(entry) ? repeated(name, entry) : `<${name}>${elements(entry)}</${name}>`))
    .join('');
}

/** A map is its entries one after the other, where a list has `<member>`s. */
function repeated(name: string, entries: readonly unknown[]): string {
  return entries.map((entry) => `<${name}>${elements(entry)}</${name}>`).join('');
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, removeNSPrefix: true, htmlEntities: true });

/** The text of the first element at a path, or undefined; enough for the few XML bodies that pass by the gateway. */
export function xmlText(xml: string | Buffer, ...path: readonly string[]): string | undefined {
  const found = xmlNodes(xml, ...path)[0];
  return typeof found === 'string' ? found : undefined;
}

/** Every node at a path; repeated elements are followed all. */
export function xmlNodes(xml: string | Buffer, ...path: readonly string[]): readonly unknown[] {
  return path.reduce<readonly unknown[]>((nodes, name) => nodes.flatMap((node) => childrenOf(node, name)), [parsed(xml)]);
}

function childrenOf(node: unknown, name: string): readonly unknown[] {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return [];
  const child: unknown = Object.entries(node).find(([key]) => key === name)?.[1];
  return Array.isArray(child) ? child : [child];
}

function parsed(xml: string | Buffer): unknown {
  try {
    return parser.parse(xml.toString());
  } catch {
    return {};
  }
}
