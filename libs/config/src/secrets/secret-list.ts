import { ValidateBy } from 'class-validator';

const MAX_SECRETS = 3;

/** Holds a setting to be up to three secrets of so many characters at least, separated by commas: new ones first. */
export function AreSecrets(minLength: number): PropertyDecorator {
  return ValidateBy({
    name: 'areSecrets',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && areSecrets(value.split(','), minLength),
      defaultMessage: () =>
        `must be at least ${minLength} characters, or up to ${MAX_SECRETS} such secrets with commas`,
    },
  });
}

function areSecrets(secrets: string[], minLength: number): boolean {
  return secrets.length <= MAX_SECRETS && secrets.every(({ length }) => length >= minLength);
}
