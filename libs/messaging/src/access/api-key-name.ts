/** What is wrong with a key's name, or null. A UUID is an id: what is revoked by a name or an id must be clear. */
export function faultOfKeyName(name: string): string | null {
  return !/^[\w.@-][\w.@ -]{0,99}$/.test(name) || /^[0-9a-f-]{36}$/i.test(name)
    ? 'must be 1 to 100 letters, digits, spaces, or any of . _ - @, and no UUID'
    : null;
}
