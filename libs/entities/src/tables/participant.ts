/**
 * SQL for whom an address of a message stands for: a mail address without its name, in lower case, or a number. Both arguments
 * are expressions of SQL.
 */
export function participantOf(type: string, address: string): string {
  return `CASE ${type} WHEN 'email' THEN participant(${address}) ELSE lower(${address}) END`;
}
