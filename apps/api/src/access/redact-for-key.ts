import type { Request } from 'express';
import '../caller/request-key.js';

const VISIBLE_FIELDS = new Set(['id', 'status']);

/** Said in the documents of every route that answers so. */
export const REDACTED_NOTE = 'A key without the scope `read` gets `id` and `status` alone.';

/**
 * What the key of this request may see of something that was there before it: all of it with the scope `read`, else no
 * more than that it is there, and in which status. What a request has made itself needs no such look: its sender knows it.
 */
export function redactForKey<View extends { id: string }>(request: Request, view: View): View {
  const { apiKey } = request;
  if (!apiKey || apiKey.scopes.includes('read') || apiKey.scopes.includes('admin')) return view;
  return Object.fromEntries(Object.entries(view).filter(([field]) => VISIBLE_FIELDS.has(field))) as View;
}
