import { AsyncLocalStorage } from 'node:async_hooks';

/** Asked just before the first byte of a request is written; false withholds it. */
export type MaySend = () => boolean;

const permission = new AsyncLocalStorage<MaySend>();

/** Makes the exchanges of `call` ask `maySend`. The SDKs between an adapter and its exchange pass nothing on. */
export function withSendPermission<T>(maySend: MaySend | undefined, call: () => Promise<T>): Promise<T> {
  return maySend ? permission.run(maySend, call) : call();
}

/** What the exchange that begins now has to ask. */
export function sendPermission(): MaySend {
  return permission.getStore() ?? (() => true);
}
