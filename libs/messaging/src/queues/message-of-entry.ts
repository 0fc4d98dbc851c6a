import { isUUID } from 'class-validator';

/** The message that an entry of a message queue speaks of; null for any other. */
export function messageOfEntry(data: string): string | null {
  try {
    const { message_id: id } = JSON.parse(data) as { message_id?: unknown };
    return isUUID(id) ? (id as string) : null;
  } catch {
    return null;
  }
}
