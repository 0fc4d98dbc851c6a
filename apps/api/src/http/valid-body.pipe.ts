import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { type FieldError, InvalidFields } from './field-error.js';

/** Turns a JSON body into a valid DTO. @throws InvalidFields naming every field that is wrong or unknown. */
@Injectable()
export class ValidBodyPipe<Dto extends object> implements PipeTransform<unknown, Dto> {
  constructor(private readonly dto: Type<Dto>) {}

  transform(body: unknown): Dto {
    if (body === null || typeof body !== 'object' || Array.isArray(body)) {
      throw new InvalidFields([{ field: 'body', reason: 'must be a JSON object' }]);
    }
    const instance = plainToInstance(this.dto, body);
    const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
    if (errors.length > 0) throw new InvalidFields(errors.flatMap((error) => fieldErrors(error)));
    return instance;
  }
}

function fieldErrors(error: ValidationError, path = ''): FieldError[] {
  const field = path + error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, reason]) => ({
    field,
    reason:
      rule === 'whitelistValidation' ? 'is not a known field' : reason.replace(`${error.property} `, ''),
  }));
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => fieldErrors(child, `${field}.`))];
}
