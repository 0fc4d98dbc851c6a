import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { validateSync } from 'class-validator';
import { type FieldError, InvalidFields } from '../../problems/field-error.js';
import { type Parameter, parametersOf, type Reading } from './query-parameters.js';
import { fieldErrors, unknownFields } from './field-errors.js';

/**
 * Turns a query string into a valid DTO whose properties are typed by their parameter decorators; class-validator rules on
 * the DTO see the typed values that were given.
 * @throws InvalidFields naming every parameter that is wrong or unknown.
 */
@Injectable()
export class ValidQueryPipe<Dto extends object> implements PipeTransform<Record<string, unknown>, Dto> {
  private readonly known: ReadonlyMap<string, Parameter>;

  constructor(private readonly dto: Type<Dto>) {
    this.known = parametersOf(dto);
  }

  transform(query: Record<string, unknown>): Dto {
    const values: Record<string, unknown> = {};
    const errors: FieldError[] = [];
    const unknown: string[] = [];
    for (const [field, given] of Object.entries(query)) {
      const parameter = this.known.get(field);
      if (!parameter) {
        unknown.push(field);
        continue;
      }
      const reading = readAll(parameter, given);
      if ('value' in reading) values[field] = reading.value;
      else errors.push({ field, reason: reading.reason });
    }
    const instance = Object.assign(new this.dto(), values);
    const wrong = validateSync(instance, { skipMissingProperties: true, forbidUnknownValues: false });
    errors.push(...wrong.flatMap((error) => fieldErrors(error)), ...unknownFields(unknown, 'parameter'));
    if (errors.length > 0) throw new InvalidFields(errors);
    return instance;
  }
}

/** `given` is text, or the texts of a parameter that came more than once. */
function readAll({ read, most }: Parameter, given: unknown): Reading {
  const texts = [given].flat().map(String);
  if (most === 1 && texts.length > 1) return { reason: 'must be given once' };
  if (new Set(texts).size > most) return { reason: `must have at most ${most} values` };
  const readings = texts.map(read);
  const bad = readings.find((reading) => 'reason' in reading);
  if (bad) return bad;
  const values = readings.map((reading) => ('value' in reading ? reading.value : undefined));
  return { value: most === 1 ? values[0] : [...new Set(values)] };
}
