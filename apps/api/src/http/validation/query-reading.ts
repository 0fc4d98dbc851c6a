import 'reflect-metadata';

/** How the texts of a query parameter become the value of its field. */
export interface QueryReading {
  /** What a text stands for; the text as it is where it stands for nothing, which the field's rule then refuses. */
  fromText?: (text: string) => unknown;
  /** It may be given more than once, and its field is a list. */
  isRepeatable?: boolean;
}

const READINGS = Symbol('query readings');

/** The fields of a DTO by their names, those of its parents included. */
export function queryReadingsOf(dto: object): ReadonlyMap<string, QueryReading> {
  return (Reflect.getMetadata(READINGS, dto) as Map<string, QueryReading> | undefined) ?? new Map();
}

/** Makes a property a field that a query may have. */
export function ReadFromQuery(reading: QueryReading): PropertyDecorator {
  return (prototype, name) => {
    const all = new Map(queryReadingsOf(prototype.constructor)).set(String(name), reading);
    Reflect.defineMetadata(READINGS, all, prototype.constructor);
  };
}
