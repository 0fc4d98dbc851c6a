import type { FileNode } from './file-node.js';

/** Much more than any installation has, and than any provider takes. */
const [MAX_PACES, MAX_PER_SECOND, MAX_PER_DAY] = [10_000, 100_000, 1_000_000_000];

/** How fast a sender, or an account, may send, as the file says. Null: no limit. */
export interface FilePace {
  of: 'sender' | 'account';
  /** As it is written. */
  name: string;
  perSecond: number | null;
  perDay: number | null;
  fault: (reason: string) => void;
}

/** Reads `paces: {senders: {NAME: PACE}, accounts: {NAME: PACE}}`; each fault goes to its place. */
export function readPaces(node: FileNode): FilePace[] {
  const sections = node.map(['senders', 'accounts']);
  const paces = [
    ...[...(sections.get('senders')?.map() ?? [])].map(([name, each]) => readPace('sender', name, each)),
    ...[...(sections.get('accounts')?.map() ?? [])].map(([name, each]) => readPace('account', name, each)),
  ];
  if (paces.length > MAX_PACES) node.fault(`has more than ${MAX_PACES} paces`);
  return paces;
}

/** `{per_second: 3, per_day: 2000}`, or one of them; `{}` is no limit at all, whatever the defaults say. */
function readPace(of: FilePace['of'], name: string, node: FileNode): FilePace {
  const fields = node.map(['per_second', 'per_day']);
  return {
    of,
    name,
    perSecond: fields.get('per_second')?.number(0.001, MAX_PER_SECOND) ?? null,
    perDay: fields.get('per_day')?.integer(1, MAX_PER_DAY) ?? null,
    fault: (reason) => node.fault(reason),
  };
}
