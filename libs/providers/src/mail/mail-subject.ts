/**
 * The subject of a mail in one line. Providers refuse a mail without one: it gets "(no subject)". Its body is not used, because
 * subjects are shown on locked screens, and a body may begin with a code.
 */
export function mailSubject(subject: string | null): string {
  return subject?.replace(/\s*[\r\n]+\s*/g, ' ').trim() || '(no subject)';
}
