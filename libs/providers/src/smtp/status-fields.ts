/** Fields by their lower-case names. */
export type StatusFields = Map<string, string>;

const MAX_LENGTH = 100_000;
const MAX_GROUPS = 200;

/** The groups of fields of a machine-readable part (RFC 3464, 2.1; RFC 5965, 3), unfolded; the first of each name. */
export function statusFields(part: Buffer): StatusFields[] {
  const text = part
    .subarray(0, MAX_LENGTH)
    .toString('utf8')
    .replace(/\r\n/g, '\n')
    .replace(/\n[ \t]+/g, ' ');
  const groups = text.split(/\n(?:[ \t]*\n)+/).slice(0, MAX_GROUPS);
  return groups.map(fieldsOf).filter((fields) => fields.size > 0);
}

function fieldsOf(group: string): StatusFields {
  const fields: StatusFields = new Map();
  for (const line of group.split('\n')) {
    const [, name, value] = /^([\w-]{1,64}):[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !fields.has(name.toLowerCase()))
      fields.set(name.toLowerCase(), value.trim());
  }
  return fields;
}

/** Of `rfc822; jane@example.org` the address, of `smtp; 550 No such user` the words. */
export function typedValue(field: string | undefined): string | null {
  const value =
    field
      ?.slice(field.indexOf(';') + 1)
      .trim()
      .replace(/^<(.*)>$/, '$1') ?? '';
  return value === '' ? null : value.slice(0, 1_000);
}
