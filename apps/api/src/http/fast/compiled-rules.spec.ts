import 'reflect-metadata';
import { IsIn, IsInt, IsOptional, ValidateNested, validateSync } from 'class-validator';
import { compiledRules } from './compiled-rules.js';
import { field } from '../validation/field.js';
import { rule } from '../validation/rule.js';

class Part {
  @IsInt() size: unknown;
}

class Whole {
  @IsIn(['a', 'b']) kind: unknown;
  @IsOptional() @IsInt() count: unknown;
  @rule('both', (value, { kind }) => (kind === 'a' && value === undefined ? 'is missing' : null))
  name: unknown;
  @field(
    {
      name: 'isText',
      schema: { type: 'string' },
      check: (value) => (typeof value === 'string' ? null : 'must be a string'),
    },
    { nullable: true },
  )
  text: unknown;
}

class Nested {
  @ValidateNested() part: unknown;
}

class Each {
  @IsInt({ each: true }) sizes: unknown;
}

const VALUES = [undefined, null, 'a', 1, 1.5];

describe('compiledRules', () => {
  it('agrees with class-validator about every body', () => {
    const isValid = compiledRules(Whole);
    const verdicts = new Set<boolean>();
    for (const kind of VALUES)
      for (const count of VALUES)
        for (const name of VALUES)
          for (const text of VALUES) {
            const body = Object.assign(new Whole(), { kind, count, name, text });
            const valid = isValid(body);
            verdicts.add(valid);
            expect({ body, valid }).toEqual({ body, valid: validateSync(body).length === 0 });
          }
    expect(verdicts.size).toBe(2);
  });

  it('leaves what it does not know to class-validator', () => {
    const nested = Object.assign(new Nested(), { part: Object.assign(new Part(), { size: 1 }) });
    const each = Object.assign(new Each(), { sizes: [1, 2] });
    expect([validateSync(nested), validateSync(each)]).toEqual([[], []]);
    expect([compiledRules(Nested)(nested), compiledRules(Each)(each)]).toEqual([false, false]);
  });
});
