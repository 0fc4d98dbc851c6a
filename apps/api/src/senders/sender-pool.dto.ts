import type { PoolNumber } from '#entities';
import { poolAddress, textParty } from '#messaging';
import { isSupportedCountry } from 'libphonenumber-js';
import { IsListOf } from '../http/validation/list-fields.js';
import type { FieldOptions } from '../http/validation/field.js';
import { IsText } from '../http/validation/text-fields.js';

const MAX_NAME_LENGTH = 40;
const MAX_DESCRIPTION_LENGTH = 500;
const MAX_NUMBERS = 400;
const MAX_WEIGHT = 1_000;
const MAX_COUNTRIES = 250;

/** A number of a pool, as it is written. */
interface WrittenNumber {
  number: string;
  weight?: number | null;
  countries?: string[] | null;
}

const ITEM = {
  type: 'object',
  required: ['number'],
  properties: {
    number: {
      type: 'string',
      example: '+15551234567',
      description: 'E.164 number or short code. It is of no other pool.',
    },
    weight: {
      type: 'integer',
      nullable: true,
      minimum: 0,
      maximum: MAX_WEIGHT,
      default: 1,
      description: 'Its share of new recipients, beside those of the others; 0: none.',
    },
    countries: {
      type: 'array',
      nullable: true,
      maxItems: MAX_COUNTRIES,
      items: { type: 'string', example: 'US' },
      description:
        'Countries of recipients it is for (ISO 3166-1). Without any: those of its own country first, then whoever no other number is for.',
    },
  },
};

const AreNumbers = (options?: FieldOptions) =>
  IsListOf(MAX_NUMBERS, { schema: ITEM, check: numberFault, listFault }, options);

function numberFault(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'must be an object';
  const { number, weight, countries, ...rest } = item as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return `has a field ${unknown.slice(0, 40)} that is not known`;
  if (typeof number !== 'string' || addressOf(number) === null)
    return 'has no number in E.164 form and no short code';
  if (weight !== undefined && weight !== null && !isWeight(weight))
    return `has a weight that is not a whole number from 0 to ${MAX_WEIGHT}`;
  if (countries === undefined || countries === null) return null;
  if (!Array.isArray(countries) || countries.length > MAX_COUNTRIES)
    return 'has countries that are no list, or too long a one';
  return countries.every((code) => typeof code === 'string' && isSupportedCountry(code.toUpperCase()))
    ? null
    : 'has a country that is no code of ISO 3166-1, such as GB';
}

function listFault(items: unknown[]): string | null {
  if (items.length === 0) return 'must hold at least one number';
  const numbers = items.map((item) => addressOf((item as WrittenNumber).number));
  return new Set(numbers).size < numbers.length ? 'must hold each number once' : null;
}

function isWeight(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_WEIGHT;
}

function addressOf(text: string): string | null {
  const party = textParty(text);
  return party?.kind === 'number' || party?.kind === 'short code' ? party.address : null;
}

const IsDescription = () => IsText(0, MAX_DESCRIPTION_LENGTH, { nullable: true, example: 'Reminders' });

/** The body of `POST /api/v1/sender-pools`. */
export class CreateSenderPoolDto {
  @IsText(1, MAX_NAME_LENGTH, {
    example: 'appointments',
    description: 'Lower-case letters, digits, - and _. Messages are sent `from` `pool:name`.',
    check: (name) =>
      textParty(poolAddress(name))?.address === poolAddress(name)
        ? null
        : 'must begin with a lower-case letter or a digit, and have only those, - and _',
  })
  name: string;

  @AreNumbers({ description: 'At least one; each is of one pool only.' })
  numbers: WrittenNumber[];

  @IsDescription()
  description?: string | null;
}

/** The body of `PATCH /api/v1/sender-pools/:id`: what is left out stays as it is. */
export class ChangeSenderPoolDto {
  @AreNumbers({
    nullable: true,
    description: 'All of them; who heard from one that is left out hears from another.',
  })
  numbers?: WrittenNumber[] | null;

  @IsDescription()
  description?: string | null;
}

/** Valid numbers as they are stored. */
export function poolNumbers(written: WrittenNumber[]): PoolNumber[] {
  return written.map(({ number, weight, countries }) => ({
    number: addressOf(number) as string,
    weight: weight ?? 1,
    countries: [...new Set((countries ?? []).map((code) => code.toUpperCase()))],
  }));
}
