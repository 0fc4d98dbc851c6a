import { Equals, IsOptional } from 'class-validator';
import { InvalidFields } from '../../problems/field-error.js';
import { PageDto } from '../pages/page.dto.js';
import { IsFilterText } from './text-fields.js';
import { ValidQueryPipe } from './valid-query.pipe.js';
import { IsBooleanValue, IsInstant, IsUuid } from './value-fields.js';
import { AreAnyOf } from './word-fields.js';

class ListDto extends PageDto {
  @AreAnyOf(['sent', 'failed'], { optional: true, aliases: { done: 'sent' } }) status?: string[];
  @IsBooleanValue({ optional: true }) deep?: boolean;
  @IsInstant({ optional: true }) after?: Date;
  @IsFilterText(5, {
    optional: true,
    check: (text) => (text.startsWith('a') ? null : 'must start with a'),
  })
  word?: string;
  @IsUuid({ optional: true }) id?: string;
  @IsFilterText(5, { optional: true }) to?: string;
  @IsOptional() @Equals(true) @IsBooleanValue({ optional: true }) sure?: boolean;
}

const pipe = new ValidQueryPipe(ListDto);

function errorsOf(query: Record<string, unknown>) {
  try {
    pipe.transform(query);
  } catch (error) {
    return (error as InvalidFields).errors;
  }
  return [];
}

describe('ValidQueryPipe', () => {
  it('reads what was given and leaves the rest at its default', () => {
    expect({ ...pipe.transform({}) }).toMatchObject({ limit: 50, offset: 0 });
    const id = '0199C0A8-0000-7000-8000-000000000000';
    const query = { limit: '7', status: ['sent', 'failed', 'sent'], deep: 'false', word: 'abc', id };
    expect(pipe.transform({ ...query, after: '2026-02-28' })).toMatchObject({
      limit: 7,
      status: ['sent', 'failed'],
      deep: false,
      word: 'abc',
      id: id.toLowerCase(),
      after: new Date('2026-02-28T00:00:00Z'),
    });
    expect(pipe.transform({ status: ['done', 'sent'] }).status).toEqual(['sent']);
  });

  it.each([
    ['2026-02-28T10:00:00+02:00', '2026-02-28T08:00:00.000Z'],
    ['2026-02-28T10:00:00 02:00', '2026-02-28T08:00:00.000Z'],
    ['2026-02-28T10:00:00.5-0030', '2026-02-28T10:30:00.500Z'],
    ['2026-02-28T10:00', '2026-02-28T10:00:00.000Z'],
  ])('takes %s for %s', (text, moment) => {
    expect(pipe.transform({ after: text }).after?.toISOString()).toBe(moment);
  });

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '1.5'],
    ['limit', ''],
    ['limit', '1e1'],
    ['limit', ['1', '2']],
    ['offset', '-1'],
    ['offset', '1000000000000000'],
    ['status', 'lost'],
    ['status', ['sent', 'failed', 'lost']],
    ['deep', 'yes'],
    ['after', 'yesterday'],
    ['after', '2026-02-30'],
    ['after', '2026-02-28T25:00:00Z'],
    ['word', ''],
    ['word', 'abcdef'],
    ['word', 'a\0'],
    ['word', 'b'],
    ['id', '1'],
    ['sure', 'false'],
    ['colour', 'red'],
    ['constructor', '1'],
  ])('names %s when it is %j', (field, value) => {
    expect(errorsOf({ [field]: value })).toEqual([
      { field, reason: expect.stringMatching(/^(must|is not)/) as string },
    ]);
  });

  it('leaves a reason whole that has the name of its parameter in it', () => {
    expect(errorsOf({ to: '' })).toEqual([{ field: 'to', reason: 'must have 1 to 5 characters' }]);
  });

  it('names all that is wrong at once', () => {
    expect(errorsOf({ limit: 'x', a: '1', b: '2' }).map(({ field }) => field)).toEqual(['limit', 'a', 'b']);
  });
});
