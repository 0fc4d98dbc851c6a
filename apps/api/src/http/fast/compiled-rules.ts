import type { Type } from '@nestjs/common';
import { getMetadataStorage, type ValidationArguments } from 'class-validator';

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** The rules of one property: under what conditions they count, and whether they hold. */
interface PropertyRules {
  property: string;
  conditions: ((body: object, value: unknown) => boolean)[];
  checks: ((body: object, value: unknown) => boolean)[];
}

/**
 * Says whether a body is certainly valid by the class-validator decorators of its class, which are looked up once here
 * and not at every body. Where it says false, class-validator itself has to say what is wrong, if anything is; so it is
 * with every body of a class that has rules of a kind which is not known here (nested, each, groups, asynchronous).
 */
export function compiledRules(dto: Type<object>): (body: object) => boolean {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  if (!metadata.every(isPlain)) return () => false;
  const properties = [...new Set(metadata.map(({ propertyName }) => propertyName))];
  const rules = properties.map((property) =>
    rulesOf(
      dto.name,
      property,
      metadata.filter(({ propertyName }) => propertyName === property),
    ),
  );
  return (body) => rules.every((each) => holds(each, body));
}

function holds({ property, conditions, checks }: PropertyRules, body: object): boolean {
  const value = (body as Record<string, unknown>)[property];
  for (const condition of conditions) if (!condition(body, value)) return true;
  for (const check of checks) if (!check(body, value)) return false;
  return true;
}

function rulesOf(targetName: string, property: string, metadata: Metadata[]): PropertyRules {
  const conditions = metadata.filter(({ type }) => type === 'conditionalValidation');
  const checks = metadata.filter(({ type }) => type === 'customValidation');
  return {
    property,
    conditions: conditions.map(({ constraints }) => constraints[0] as PropertyRules['conditions'][number]),
    checks: checks.flatMap(({ constraintCls, constraints }) =>
      constraintsOf(constraintCls).map(({ instance }) => (object: object, value: unknown) => {
        const args: ValidationArguments = { targetName, property, object, value, constraints };
        return instance.validate(value, args) === true;
      }),
    ),
  };
}

function constraintsOf(constraintCls: Metadata['constraintCls']) {
  return getMetadataStorage().getTargetValidatorConstraints(constraintCls);
}

function isPlain(metadata: Metadata): boolean {
  // Undefined where a decorator was given no options.
  const groups = metadata.groups as string[] | undefined;
  if (metadata.each || metadata.validateIf || (groups && groups.length > 0)) return false;
  if (metadata.type === 'customValidation')
    return constraintsOf(metadata.constraintCls).every(({ async }) => !async);
  return metadata.type === 'conditionalValidation' || metadata.type === 'whitelistValidation';
}
