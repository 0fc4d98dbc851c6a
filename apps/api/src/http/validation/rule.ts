import { buildMessage, ValidateBy, type ValidationArguments } from 'class-validator';

/** Answers what is wrong with a property's value, or null. It may look at the whole body. */
export type Rule = (value: unknown, body: Record<string, unknown>) => string | null;

/** A rule as a class-validator decorator. */
export function rule(name: string, check: Rule): PropertyDecorator {
  const verdict = (args?: ValidationArguments) =>
    check(args?.value, (args?.object ?? {}) as Record<string, unknown>);
  return ValidateBy({
    name,
    validator: {
      validate: (_, args) => verdict(args) === null,
      defaultMessage: buildMessage((_, args) => verdict(args) ?? 'is wrong'),
    },
  });
}

/** A rule for a value that may be absent; null is as absent. */
export function optionalRule(name: string, check: Rule): PropertyDecorator {
  return rule(name, (value, body) => (value === undefined || value === null ? null : check(value, body)));
}
