import type { ExecutionContext } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { requiredAccess } from '../caller/required-access.js';

/** `api/v1/messages/:id` and `api/messages` are both about messages. */
const RESOURCE = /^\/?api\/(?:v\d+\/)?([\w-]+)/;
const groups = new WeakMap<object, string>();

/** What a route has its own limit with: what it is about, and the scope it asks for, such as `messages:send`. */
export function rateGroup(context: ExecutionContext): string {
  const handler = context.getHandler();
  let group = groups.get(handler);
  if (group === undefined) {
    const path: unknown = Reflect.getMetadata(PATH_METADATA, context.getClass());
    group = `${RESOURCE.exec(String(path))?.[1] ?? 'other'}:${requiredAccess(context)}`;
    groups.set(handler, group);
  }
  return group;
}
