import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import {
  RESPONSE_PASSTHROUGH_METADATA,
  ROUTE_ARGS_METADATA,
  SSE_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Refusal } from '../problems/problem-exception.js';

const MASKS = Symbol('masks what it writes');
const verdicts = new WeakMap<object, boolean>();

/** The route writes its answer by itself, and shows each part of it with AnswerMask.shownTo. */
export const MasksWhatItWrites = (): MethodDecorator => SetMetadata(MASKS, true);

/** @throws Refusal 403 where a route writes its answer by itself and does not say that it masks it. */
export function mustBeMaskable(context: ExecutionContext): void {
  const handler = context.getHandler();
  let isMaskable = verdicts.get(handler);
  if (isMaskable === undefined) {
    isMaskable = Reflect.getMetadata(MASKS, handler) === true || !isSelfWritten(context);
    verdicts.set(handler, isMaskable);
  }
  if (!isMaskable)
    throw new Refusal(403, 'This API key sees numbers and texts masked, which is not possible here.');
}

/** As Nest decides whether to answer with what a handler returns. */
function isSelfWritten(context: ExecutionContext): boolean {
  const [controller, { name }] = [context.getClass(), context.getHandler()];
  if (Reflect.getMetadata(SSE_METADATA, context.getHandler()) === true) return true;
  const params = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as object;
  const types = Object.keys(params).map((key) => Number(key.split(':')[0]) as RouteParamtypes);
  const takesOver = types.includes(RouteParamtypes.RESPONSE) || types.includes(RouteParamtypes.NEXT);
  return takesOver && Reflect.getMetadata(RESPONSE_PASSTHROUGH_METADATA, controller, name) !== true;
}
