import { isUUID } from 'class-validator';

/** Where a list goes on: after the message with this id. Opaque to clients. */
export function cursorOf(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** Where a list goes on behind these messages, of which there is one at least. */
export function cursorBehind(messages: { id: string }[]): string {
  return cursorOf((messages.at(-1) as { id: string }).id);
}

/** The id in a cursor; null when it is none. */
export function idOf(cursor: string): string | null {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isUUID(id) && cursorOf(id) === cursor ? id : null;
}
