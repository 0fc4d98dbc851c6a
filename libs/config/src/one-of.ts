import 'reflect-metadata';
import { IsIn, type ValidationOptions } from 'class-validator';

const VALUES = Symbol('the values of a setting');

/** Holds a setting to be one of these words, which may be written in any case. */
export function OneOf(values: readonly string[], options?: ValidationOptions): PropertyDecorator {
  const isIn = IsIn(values, options);
  return (target, property) => {
    Reflect.defineMetadata(VALUES, values, target, property);
    isIn(target, property);
  };
}

/** The word as the setting knows it; as it is, where it is none of them, or the setting is free text. */
export function asKnown(settings: object, property: string, text: string): string {
  const values = Reflect.getMetadata(VALUES, settings, property) as readonly string[] | undefined;
  return values?.find((value) => value === text.trim().toLowerCase()) ?? text;
}
