import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { getMetadataStorage, validateSync } from 'class-validator';
import { type FieldError, InvalidFields } from '../../problems/field-error.js';
import { fieldErrors, unknownFields } from './field-errors.js';
import { rulesHold } from './rule.js';

interface Options {
  /** Fields that the DTO does not have are left out, not refused. */
  ignoreUnknown?: boolean;
}

/** Turns a JSON body into a valid DTO. @throws InvalidFields naming every field that is wrong or unknown. */
@Injectable()
export class ValidBodyPipe<Dto extends object> implements PipeTransform<unknown, Dto> {
  private readonly known: ReadonlySet<string>;
  private readonly ignoreUnknown: boolean;
  private readonly isValid: (value: object) => boolean;

  constructor(
    private readonly dto: Type<Dto>,
    { ignoreUnknown = false }: Options = {},
  ) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    this.known = new Set(rules.map(({ propertyName }) => propertyName));
    this.ignoreUnknown = ignoreUnknown;
    this.isValid = rulesHold(dto);
  }

  transform(body: unknown): Dto {
    const checked = this.check(body);
    if ('errors' in checked) throw new InvalidFields(checked.errors);
    return checked.value;
  }

  /** As `transform`, without throwing. `whole`: what the value is called where it is no object at all. */
  check(body: unknown, whole = 'body'): { value: Dto } | { errors: FieldError[] } {
    if (body === null || typeof body !== 'object' || Array.isArray(body))
      return { errors: [{ field: whole, reason: 'must be a JSON object' }] };
    // Own keys only, and values as they are: `constructor`, `toString` and `__proto__` are keys like any other.
    const value = new this.dto();
    for (const field of Object.keys(body))
      if (this.known.has(field)) value[field as keyof Dto] = body[field as keyof typeof body];
    const wrong = this.isValid(value) ? [] : validateSync(value).flatMap((error) => fieldErrors(error));
    const errors = this.ignoreUnknown ? wrong : [...wrong, ...this.unknownIn(body)];
    return errors.length > 0 ? { errors } : { value };
  }

  /** Names the fields of this object that the DTO does not have. */
  unknownIn(body: object): FieldError[] {
    return unknownFields(
      Object.keys(body).filter((field) => !this.known.has(field)),
      'field',
    );
  }
}
