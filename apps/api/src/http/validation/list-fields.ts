import type { ApiPropertyOptions } from '@nestjs/swagger';
import { field, type FieldOptions } from './field.js';

interface ItemKind {
  schema: Record<string, unknown>;
  /** What is wrong with an item, or null. */
  check: (item: unknown) => string | null;
  /** What is wrong with the list of sound items, or null. */
  listFault?: (items: unknown[]) => string | null;
}

/** A list of at most `max` such items. */
export const IsListOf = (max: number, { schema, check, listFault }: ItemKind, options?: FieldOptions) =>
  field(
    {
      name: 'isListOf',
      schema: { type: 'array', items: schema, maxItems: max } as ApiPropertyOptions,
      check: (value) => {
        if (!Array.isArray(value)) return 'must be an array';
        if (value.length > max) return `must hold at most ${max} items`;
        const faults = value.map(check);
        const bad = faults.findIndex((fault) => fault !== null);
        if (bad < 0) return listFault?.(value) ?? null;
        return `has a bad item ${bad}, which ${faults[bad]}`;
      },
    },
    options,
  );
