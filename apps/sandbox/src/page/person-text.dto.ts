import {
  IsNotEmpty,
  IsString,
  MaxLength,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { validatePhoneNumberLength } from 'libphonenumber-js';

const HOW = 'write + and the country code, for example +15559876543';
const REASONS: Partial<Record<NonNullable<ReturnType<typeof validatePhoneNumberLength>>, string>> = {
  TOO_SHORT: `too short for a phone number: ${HOW}`,
  TOO_LONG: `too long for a phone number: ${HOW}`,
  INVALID_COUNTRY: `not with the code of a country: ${HOW}`,
};

/** Without the separators that people write. */
export const bareNumber = (text: string) => text.replace(/[\s().-]/g, '');

@ValidatorConstraint()
class PhoneNumber implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && faultOf(value) === null;
  }

  defaultMessage(args?: { value: unknown }): string {
    return faultOf(String(args?.value ?? '')) ?? '';
  }
}

function faultOf(text: string): string | null {
  if (!/^\+\d+$/.test(text)) return `not a phone number: ${HOW}`;
  const fault = validatePhoneNumberLength(text);
  return fault === undefined ? null : (REASONS[fault] ?? `not a phone number: ${HOW}`);
}

@ValidatorConstraint()
class NumberOfOurs extends PhoneNumber {
  override validate(value: unknown): boolean {
    return super.validate(value) || (typeof value === 'string' && /^\d{3,8}$/.test(value));
  }
}

/** The form on the page: what a person can write. Programs may also write as short codes and names do. */
export class PersonTextDto {
  @IsString() @MaxLength(40) @Validate(PhoneNumber) from: string;
  @IsString() @MaxLength(40) @Validate(NumberOfOurs) to: string;
  @IsString() @MaxLength(1_600) @IsNotEmpty({ message: 'empty: write something' }) body: string;
}
