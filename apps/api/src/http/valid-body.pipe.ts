import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { type FieldError, InvalidFields } from './field-error.js';

/** So many unknown fields are named, each by so many characters: the answer stays small whatever was sent. */
const MOST_NAMED = 20;
const LONGEST_NAME = 100;

/** Turns a JSON body into a valid DTO. @throws InvalidFields naming every field that is wrong or unknown. */
@Injectable()
export class ValidBodyPipe<Dto extends object> implements PipeTransform<unknown, Dto> {
  private readonly known: ReadonlySet<string>;

  constructor(private readonly dto: Type<Dto>) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    this.known = new Set(rules.map(({ propertyName }) => propertyName));
  }

  transform(body: unknown): Dto {
    if (body === null || typeof body !== 'object' || Array.isArray(body)) {
      throw new InvalidFields([{ field: 'body', reason: 'must be a JSON object' }]);
    }
    // Own keys only, and values as they are: `constructor`, `toString` and `__proto__` are keys like any other.
    const given = Object.entries(body);
    const unknown = given.flatMap(([field]) => (this.known.has(field) ? [] : [unknownField(field)]));
    const instance = Object.assign(
      new this.dto(),
      Object.fromEntries(given.filter(([field]) => this.known.has(field))),
    );
    const wrong = validateSync(instance).flatMap((error) => fieldErrors(error));
    const errors = [...wrong, ...unknown.slice(0, MOST_NAMED)];
    if (errors.length > 0) throw new InvalidFields(errors);
    return instance;
  }
}

function unknownField(name: string): FieldError {
  const field = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name;
  return { field, reason: 'is not a known field' };
}

function fieldErrors(error: ValidationError, path = ''): FieldError[] {
  const field = path + error.property;
  const own = Object.values(error.constraints ?? {}).map((reason) => ({
    field,
    reason: reason.replace(`${error.property} `, ''),
  }));
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => fieldErrors(child, `${field}.`))];
}
