import type { ExecutionContext } from '@nestjs/common';
import { type Access, ACCESS } from './scopes.decorator.js';

/** What a route asks for. One that does not say is for operators: forgetting to say must not open anything. */
export function requiredAccess(context: ExecutionContext): Access {
  const declared: unknown =
    Reflect.getMetadata(ACCESS, context.getHandler()) ?? Reflect.getMetadata(ACCESS, context.getClass());
  return (declared as Access | undefined) ?? 'admin';
}
