import 'reflect-metadata';
import { InvalidFields } from '../../problems/field-error.js';
import { IsListOf } from './list-fields.js';
import { IsText } from './text-fields.js';
import { ValidBodyPipe } from './valid-body.pipe.js';
import { IsWholeNumber } from './value-fields.js';
import { IsOneOf } from './word-fields.js';

class Body {
  @IsOneOf(['a', 'b']) needed: string;
  @IsWholeNumber(1, 9, { optional: true }) optional?: number;
  @IsText(2, 3, { nullable: true }) nullable?: string | null;
  @IsListOf(
    2,
    { schema: { type: 'string' }, check: (item) => (item === 'x' ? null : 'must be x') },
    { nullable: true },
  )
  list?: string[] | null;
}

const pipe = new ValidBodyPipe(Body);

function errorsOf(body: unknown) {
  try {
    pipe.transform(body);
  } catch (error) {
    return (error as InvalidFields).errors;
  }
  return [];
}

describe('a field of a body', () => {
  it.each([
    [{ needed: 'a' }],
    [{ needed: 'b', optional: 9, nullable: '😀😀😀', list: ['x', 'x'] }],
    [{ needed: 'a', nullable: null, list: null }],
  ])('takes %j', (body) => expect(pipe.transform(body)).toMatchObject(body));

  it.each([
    [{}, 'needed', 'must be one of a, b'],
    [{ needed: null }, 'needed', 'must be one of a, b'],
    [{ needed: 'a', optional: null }, 'optional', 'must be a whole number from 1 to 9'],
    [{ needed: 'a', optional: '1' }, 'optional', 'must be a whole number from 1 to 9'],
    [{ needed: 'a', nullable: 'x' }, 'nullable', 'must have at least 2 characters'],
    [{ needed: 'a', nullable: '😀😀😀😀' }, 'nullable', 'must have at most 3 characters'],
    [{ needed: 'a', list: ['x', 'y'] }, 'list', 'has a bad item 1, which must be x'],
    [{ needed: 'a', list: ['x', 'x', 'x'] }, 'list', 'must hold at most 2 items'],
    [JSON.parse('{"needed":"a","__proto__":1}'), '__proto__', 'is not a known field'],
    [[], 'body', 'must be a JSON object'],
  ])('refuses %j', (body, field, reason) => expect(errorsOf(body)).toEqual([{ field, reason }]));

  it('is documented with the limits of its rule', () => {
    const schemaOf = (name: string) =>
      Reflect.getMetadata('swagger/apiModelProperties', Body.prototype, name) as object;
    expect(schemaOf('needed')).toMatchObject({ enum: ['a', 'b'], required: true });
    expect(schemaOf('optional')).toMatchObject({ type: 'integer', minimum: 1, maximum: 9, required: false });
    expect(schemaOf('nullable')).toMatchObject({
      minLength: 2,
      maxLength: 3,
      nullable: true,
      required: false,
    });
    expect(schemaOf('list')).toMatchObject({ type: 'array', maxItems: 2, nullable: true });
  });
});
