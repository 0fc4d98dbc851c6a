import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { validateSync } from 'class-validator';
import { type FieldError, InvalidFields } from '../../problems/field-error.js';
import { fieldErrors, unknownFields } from './field-errors.js';
import { type QueryReading, queryReadingsOf } from './query-reading.js';

/**
 * Turns a query string into a valid DTO. Its fields' rules see typed values: numbers, dates and the like, not their text.
 * @throws InvalidFields naming every parameter that is wrong or unknown.
 */
@Injectable()
export class ValidQueryPipe<Dto extends object> implements PipeTransform<Record<string, unknown>, Dto> {
  private readonly readings: ReadonlyMap<string, QueryReading>;

  constructor(private readonly dto: Type<Dto>) {
    this.readings = queryReadingsOf(dto);
  }

  transform(query: Record<string, unknown>): Dto {
    const value = new this.dto();
    const errors: FieldError[] = [];
    const unknown: string[] = [];
    for (const [field, given] of Object.entries(query)) {
      const reading = this.readings.get(field);
      const texts = [given].flat().map(String);
      if (!reading) unknown.push(field);
      else if (texts.length > 1 && !reading.isRepeatable)
        errors.push({ field, reason: 'must be given once' });
      else value[field as keyof Dto] = valueOf(texts, reading) as Dto[keyof Dto];
    }
    errors.push(
      ...validateSync(value).flatMap((error) => fieldErrors(error)),
      ...unknownFields(unknown, 'parameter'),
    );
    if (errors.length > 0) throw new InvalidFields(errors);
    return value;
  }
}

function valueOf(
  texts: string[],
  { fromText = (text) => text, isRepeatable = false }: QueryReading,
): unknown {
  const values = texts.map(fromText);
  return isRepeatable ? [...new Set(values)] : values[0];
}
