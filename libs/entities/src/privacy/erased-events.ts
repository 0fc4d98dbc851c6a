/**
 * SQL for the hash that remains of an id: HMAC-SHA-256 (RFC 2104) with the keys of `erasure_key`; null for an id that is
 * null. All three are expressions of SQL.
 */
export function erasedHash(kind: string, provider: string, id: string): string {
  const text = `${kind} || E'\\n' || ${provider} || E'\\n' || ${id}`;
  return `sha256((SELECT outer_key FROM erasure_key) || sha256((SELECT inner_key FROM erasure_key)
                    || convert_to(${text}, 'UTF8')))`;
}

/**
 * SQL for whether an event `e` (provider, "eventId", "providerMessageId", "messageId") is of an erased message. One that
 * names an erased message, but under an id of the provider's that is another's, is that one's.
 */
export const IS_ERASED = `(
      EXISTS (SELECT 1 FROM erased) AND (
        EXISTS (SELECT 1 FROM erased x WHERE x.hash = ANY (ARRAY[
                  ${erasedHash("'provider'", 'e.provider', 'e."providerMessageId"')},
                  ${erasedHash("'event'", 'e.provider', 'e."eventId"')}]))
        OR EXISTS (SELECT 1 FROM erased x
                    WHERE x.hash = ${erasedHash("'message'", "''", 'e."messageId"::text')})
           AND NOT EXISTS (SELECT 1 FROM send_attempts a
                            WHERE a.provider_message_id = e."providerMessageId" AND a.provider = e.provider)))`;
