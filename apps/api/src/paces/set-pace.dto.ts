import { IsNumberBetween, IsWholeNumber } from '../http/validation/value-fields.js';

/** The body of `PUT /api/v1/admin/paces/{of}/{name}`. */
export class SetPaceDto {
  @IsNumberBetween(0.001, 100_000, {
    nullable: true,
    example: 3,
    description: 'Segments of SMS, otherwise messages, a second; null: no limit.',
  })
  per_second?: number | null;

  @IsWholeNumber(1, 1_000_000_000, {
    nullable: true,
    example: 2000,
    description: 'The same in a day of UTC; null: no limit.',
  })
  per_day?: number | null;
}
