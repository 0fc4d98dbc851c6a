import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import plans from 'libphonenumber-js/min/metadata';
import { possibleNumber } from './possible-number.js';

const SEED = Number(process.env.ADDRESS_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** What the library says of a number when it knows every country. */
function knownNumber(number: string): string | null {
  const known = parsePhoneNumberFromString(number);
  return known?.isPossible() ? known.number : null;
}

beforeAll(() => process.stderr.write(`ADDRESS_SEED=${SEED}\n`));

it('takes the numbers of every calling code as the library does that knows each country', () => {
  const codes = [...Object.keys(plans.country_calling_codes), '800', '870', '882', '979'];
  const numbers = fc
    .tuple(fc.constantFrom(...codes), fc.stringMatching(/^\d{2,14}$/))
    .map(([code, digits]) => `+${code}${digits}`);
  const isTheSame = (number: string) => expect(possibleNumber(number)).toBe(knownNumber(number));
  fc.assert(fc.property(numbers, isTheSame), { seed: SEED, numRuns: 3_000 });
});

it.each(['+15551234567', '+12685551234', '+447911123456', '+3906698123', '+77012345678', '+29085418'])(
  'takes %s, of a code that countries share, as that library does',
  (number) => expect(possibleNumber(number)).toBe(knownNumber(number)),
);
