const REGIONS = new Intl.DisplayNames(undefined, { type: 'region' });

/** `US` is `United States`; what is no country stays as it is. */
export const countryName = (code: string): string =>
  /^[A-Z]{2}$/.test(code) ? (REGIONS.of(code) ?? code) : code;
