import { ValidateBy } from 'class-validator';

/** Paths are put behind it: nothing may stand where they go. What has an `@` could be a password. */
const BARE = /^https?:\/\/[^\s\p{Cc}/?#@\\][^\s\p{Cc}?#@\\]*$/iu;
const MALFORMED_PERCENT = /%(?![\da-f]{2})/i;

/** Whether it is an address that paths can be put behind: http or https, without user, query and fragment. */
function isBaseUrl(address: string): boolean {
  return BARE.test(address) && !MALFORMED_PERCENT.test(address) && URL.canParse(address);
}

/** Whether these are origins, as a browser names them, separated by commas; or nothing. */
function areOrigins(list: string): boolean {
  return list === '' || list.split(',').every((each) => isBaseUrl(each) && isOrigin(each));
}

/** Holds a setting to be the address of a service. */
export function IsBaseUrl(): PropertyDecorator {
  return stringRule(
    'isBaseUrl',
    isBaseUrl,
    'must be an http:// or https:// address without user, query and fragment, what is special in it percent-encoded',
  );
}

/** Holds a setting to be a list of origins. */
export function AreOrigins(): PropertyDecorator {
  return stringRule(
    'areOrigins',
    areOrigins,
    'must be origins separated by commas, such as https://app.example.com',
  );
}

function stringRule(name: string, holds: (value: string) => boolean, message: string): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && holds(value);
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } });
}

/** A standard port may be written out; a browser leaves it out. */
function isOrigin(address: string): boolean {
  return /^https?:\/\/[^/]+$/i.test(address) && new URL(address).pathname === '/';
}
