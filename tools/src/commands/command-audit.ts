import { hostname, userInfo } from 'node:os';
import { newId } from '#config';
import { AuditEvents, type Database } from '#entities';
import type { ChangeOrigin } from '#messaging';
import { withDatabase } from './database.js';
import { failureLine } from './failure-line.js';

/** A change that a command made. */
interface CommandChange {
  /** What was done to what, as `queue.pause`. */
  action: string;
  /** To which. */
  id: string;
  after?: object;
}

/** By whoever runs the command, on this machine. */
export function commandOrigin(): ChangeOrigin {
  return { actor: { kind: 'command', id: null, name: userName() }, address: hostname(), requestId: null };
}

/** Records a change that was made. */
export async function record(database: Database, { action, id, after }: CommandChange): Promise<void> {
  const object = { kind: action.split('.')[0] as string, id };
  const event = { id: newId(), action, object, before: null, after: after ?? null, ...commandOrigin() };
  await new AuditEvents(database).add(event);
}

/**
 * The same for a command that does without PostgreSQL: what mends a queue must work while PostgreSQL is away. It then says that
 * nobody will read of it.
 */
export async function recordIfPossible(change: CommandChange): Promise<void> {
  try {
    await withDatabase((database) => record(database, change));
  } catch (error) {
    console.error(`Done, but not recorded in the audit: ${failureLine(error)}`);
  }
}

/** Null where the system has no name for the user, as in some containers. */
function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
