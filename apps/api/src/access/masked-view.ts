import { HIDDEN, maskedAddress, maskedWords } from '#observability';
import { maskKindOf, type MaskKind } from './mask-kinds.js';

/** As the documents describe what is answered. */
export interface AnswerSchema {
  $ref?: string;
  allOf?: AnswerSchema[];
  anyOf?: AnswerSchema[];
  oneOf?: AnswerSchema[];
  properties?: Record<string, AnswerSchema>;
  additionalProperties?: boolean | AnswerSchema;
  items?: AnswerSchema;
  enum?: unknown[];
  format?: string;
}

export type NamedSchemas = Readonly<Record<string, AnswerSchema>>;

const TEXTS: Record<MaskKind, (text: string) => string> = {
  never: (text) => text,
  secret: (text) => text,
  address: maskedAddress,
  words: maskedWords,
};

/** Texts that name no one by their very form. */
const FORMS: Record<string, RegExp> = {
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
  'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
};

/** Makes masked copies of what these schemas describe. */
export class MaskedViews {
  /** `schemas` by their names. `withSecrets`: false leaves them out. */
  constructor(
    private readonly schemas: NamedSchemas,
    private readonly withSecrets: boolean,
  ) {}

  /** A copy in which only that is shown which its schema says may be. Without a schema nothing is but names, true and false. */
  of(value: unknown, schema: AnswerSchema | undefined): unknown {
    return this.masked(value, this.partsOf(schema), undefined);
  }

  /** `inherited`: what was said of the list that this is in. */
  private masked(value: unknown, parts: AnswerSchema[], inherited: MaskKind | undefined): unknown {
    const kind = parts.map(maskKindOf).find((each) => each !== undefined) ?? inherited;
    if (kind === 'never' || value === null || typeof value === 'boolean' || value instanceof Date)
      return value;
    if (typeof value === 'number') return parts.length > 0 ? value : HIDDEN;
    if (typeof value === 'string') return textOf(value, parts, kind);
    if (Array.isArray(value)) {
      const items = parts.flatMap((part) => this.partsOf(part.items));
      return value.map((item) => this.masked(item, items, kind));
    }
    return typeof value === 'object' ? this.maskedObject(value, parts) : undefined;
  }

  private maskedObject(value: object, parts: AnswerSchema[]): object {
    const members = Object.entries(value).flatMap(([name, member]) => {
      const schemas = parts.flatMap((part) => this.memberOf(part, name));
      const isLeftOut = !this.withSecrets && schemas.some((each) => maskKindOf(each) === 'secret');
      return isLeftOut ? [] : [[name, this.masked(member, schemas, undefined)] as const];
    });
    return Object.fromEntries(members);
  }

  private memberOf({ properties, additionalProperties: others }: AnswerSchema, name: string): AnswerSchema[] {
    if (properties && Object.hasOwn(properties, name)) return this.partsOf(properties[name]);
    return typeof others === 'object' ? this.partsOf(others) : [];
  }

  /** A schema and all it is made of, references followed. */
  private partsOf(schema: AnswerSchema | undefined): AnswerSchema[] {
    if (!schema) return [];
    const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
    const named = $ref === undefined ? [] : [this.schemas[$ref.slice($ref.lastIndexOf('/') + 1)]];
    return [schema, ...[...named, ...allOf, ...anyOf, ...oneOf].flatMap((part) => this.partsOf(part))];
  }
}

function textOf(text: string, parts: AnswerSchema[], kind: MaskKind | undefined): string {
  if (kind !== undefined) return TEXTS[kind](text);
  const isKnown = parts.some(
    ({ enum: words, format }) => words?.includes(text) || (format && FORMS[format]?.test(text)),
  );
  return isKnown ? text : HIDDEN;
}
