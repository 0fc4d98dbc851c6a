import { AsyncLocalStorage } from 'node:async_hooks';

/** Asked just before the first byte of a request is written; false withholds it. */
export type MayLeave = () => boolean;

const permission = new AsyncLocalStorage<MayLeave>();

/** Makes the exchanges of `call` ask `mayLeave`. The SDKs between an adapter and its exchange pass nothing on. */
export function leaveOnlyIf<T>(mayLeave: MayLeave | undefined, call: () => Promise<T>): Promise<T> {
  return mayLeave ? permission.run(mayLeave, call) : call();
}

/** What the exchange that begins now has to ask. */
export function leavePermission(): MayLeave {
  return permission.getStore() ?? (() => true);
}
