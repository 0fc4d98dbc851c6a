import { buildMessage, ValidateBy, type ValidationArguments } from 'class-validator';

/** Answers what is wrong with a field's value, or null. It may look at the whole body. */
export type Rule = (value: unknown, body: Record<string, unknown>) => string | null;

/** A rule as a class-validator decorator. Of several on one field, the lowest that finds something wrong is the one told. */
export function rule(name: string, check: Rule): PropertyDecorator {
  const faultOf = (args?: ValidationArguments) =>
    check(args?.value, (args?.object ?? {}) as Record<string, unknown>);
  return ValidateBy({
    name,
    validator: {
      validate: (_, args) => faultOf(args) === null,
      defaultMessage: buildMessage((_, args) => faultOf(args) ?? 'is wrong'),
    },
  });
}
