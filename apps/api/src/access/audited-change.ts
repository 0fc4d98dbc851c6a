import type { Type } from '@nestjs/common';
import type { Request } from 'express';

export const AUDITED = Symbol('audited');

/** A change as a route declares it: see `Audited`. */
export interface AuditedChange {
  action: string;
  view: Type<object>;
  fields?: string[];
  before?: (controller: object, id: string) => Promise<object>;
  after?: (request: Request) => object | null;
}

type Members = Record<string, unknown>;

/** What changes with every change, and says nothing. */
const NOISE = new Set(['updated_at']);

/**
 * What of an object is worth recording: where it was known before and is known now, the members that differ among those that are
 * known now (a key may be answered less than there is); null when none does.
 */
export function changeOf(
  before: Members | null,
  after: Members | null,
  fields: string[] | undefined,
): { before: string[]; after: string[] } | null {
  const recorded = (of: Members | null) =>
    Object.keys(of ?? {}).filter((name) => !NOISE.has(name) && (fields?.includes(name) ?? true));
  if (!before || !after) return { before: recorded(before), after: recorded(after) };
  const differing = recorded(after).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const known = differing.filter((name) => name in before);
  return differing.length === 0 ? null : { before: known, after: differing };
}
