import { ValidateBy } from 'class-validator';
import { readCaps, readPrefixCaps } from './caps.js';
import { readCountries } from './countries.js';

export const CAPS_FAULT = 'must be up to 4 caps such as 5/10m,10/d (5 in ten minutes, 10 a day)';
const COUNTRIES_FAULT = 'must be country codes such as GB,FR, or *';

const readable = (name: string, read: (text: string) => unknown, fault: string): PropertyDecorator =>
  ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => typeof value === 'string' && read(value) !== null,
      defaultMessage: () => fault,
    },
  });

/** Holds a setting to be caps. */
export const AreCaps = (): PropertyDecorator => readable('areCaps', readCaps, CAPS_FAULT);

/** Holds a setting to be caps of prefixes. */
export const ArePrefixCaps = (): PropertyDecorator =>
  readable('arePrefixCaps', readPrefixCaps, 'must be up to 50 caps such as 1000/d,+882=100/d');

/** Holds a setting to be codes of countries. */
export const AreCountries = (): PropertyDecorator => readable('areCountries', readCountries, COUNTRIES_FAULT);
