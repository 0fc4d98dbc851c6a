import type { OpenAPIObject } from '@nestjs/swagger';

type Json = Record<string, unknown>;

/**
 * Schemas as clients want to see them: named after what they are (`Message`, not the class `MessageView`), and an object of
 * which nothing is said open to any member.
 * @throws Error when two classes would have one name.
 */
export function withPlainSchemas(document: OpenAPIObject): OpenAPIObject {
  const named = Object.keys(document.components?.schemas ?? {});
  const names = new Map(named.map((name) => [name, name.replace(/(View|Dto)$/, '')]));
  if (new Set(names.values()).size < names.size)
    throw new Error('Two schemas of the documents have one name');
  const plain = rewritten(document, (node) => {
    const { $ref } = node;
    if (typeof $ref === 'string') return { ...node, $ref: renamed($ref, names) };
    const isOpen = [node.type].flat().includes('object') && !('properties' in node);
    return isOpen ? { additionalProperties: true, ...node } : node;
  }) as OpenAPIObject;
  if (plain.components?.schemas) {
    const schemas = Object.entries(plain.components.schemas);
    plain.components.schemas = Object.fromEntries(
      schemas.map(([name, schema]) => [names.get(name), schema] as [string, typeof schema]).sort(byName),
    );
  }
  return plain;
}

function renamed(reference: string, names: ReadonlyMap<string, string>): string {
  const [, place, name] = /^(.*\/)([^/]+)$/.exec(reference) ?? [];
  return place?.endsWith('/schemas/') ? place + (names.get(name as string) ?? name) : reference;
}

/** A copy in which every object has gone through `change`, after what it holds. */
function rewritten(node: unknown, change: (node: Json) => Json): unknown {
  if (Array.isArray(node)) return node.map((item) => rewritten(item, change));
  if (node === null || typeof node !== 'object') return node;
  const entries = Object.entries(node).map(([key, value]) => {
    // What is given as an example is data, whatever its members are called.
    return [key, key === 'example' || key === 'examples' ? value : rewritten(value, change)];
  });
  return change(Object.fromEntries(entries) as Json);
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
