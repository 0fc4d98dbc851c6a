import type { Type } from '@nestjs/common';
import { InvalidFields } from '../../problems/field-error.js';
import { field, type FieldOptions } from './field.js';
import { ValidQueryPipe } from './valid-query.pipe.js';

/** A JSON object whose members are the parameters of a query; at least one is given. `queryIn` reads it. */
export const IsQueryObject = (dto: Type<object>, options?: FieldOptions) =>
  field(
    {
      name: 'isQueryObject',
      schema: { type: dto, minProperties: 1 } as object,
      check: (value) =>
        typeof value === 'object' && value !== null && Object.keys(value).length > 0 && !Array.isArray(value)
          ? null
          : 'must be an object with one member at least',
    },
    options,
  );

/**
 * The query that such an object stands for. What is null is not given.
 * @throws InvalidFields naming every member that is wrong or unknown, as `name.member`.
 */
export function queryIn<Dto extends object>(dto: Type<Dto>, name: string, object: object): Dto {
  const given = Object.entries(object).filter(([, value]) => value !== null);
  const plain = (value: unknown) => [value].flat().every((each) => typeof each !== 'object');
  const wrong = given.filter(([, value]) => !plain(value));
  try {
    if (wrong.length > 0)
      throw new InvalidFields(
        wrong.map(([field]) => ({ field, reason: 'must be a value or a list of values' })),
      );
    return new ValidQueryPipe(dto).transform(Object.fromEntries(given));
  } catch (error) {
    if (!(error instanceof InvalidFields)) throw error;
    throw new InvalidFields(error.errors.map(({ field, reason }) => ({ field: `${name}.${field}`, reason })));
  }
}
