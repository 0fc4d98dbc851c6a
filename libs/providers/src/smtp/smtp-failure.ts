/** How far a call had come. From `answer` on the mail may have been taken. */
export type SmtpPhase =
  /** Nobody has greeted us, or TLS does not stand. */
  | 'connect'
  | 'login'
  /** MAIL, RCPT and DATA: who writes to whom. */
  | 'envelope'
  /** The mail itself, whose end was not written yet. */
  | 'content'
  /** The final dot may have left. */
  | 'answer';

/** What a mail server said (RFC 5321, 4.2). */
export interface SmtpReply {
  /** Three figures. */
  code: number;
  /** `5.1.1` (RFC 3463); null where it has none. */
  enhanced: string | null;
  /** On one line, without the codes. */
  words: string;
}

/** A call that ended without a mail server having taken the mail. Its words name no secret and no part of the mail. */
export class SmtpFailure extends Error {
  constructor(
    readonly phase: SmtpPhase,
    /** The network's (`ECONNREFUSED`), `connect_timeout`, `timeout`, ...; of a reply null. */
    readonly code: string | null,
    words: string,
    readonly reply: SmtpReply | null = null,
    /** Of a reply: to which command; `RCPT TO` speaks of the recipient. */
    readonly command: string | null = null,
  ) {
    super(words);
    this.name = 'SmtpFailure';
  }
}

const REPLY = /^(?<code>[2-5]\d\d)(?:[ -]|$)/;
const ENHANCED = /^(?<enhanced>[245]\.\d{1,3}\.\d{1,3})(?:\s|$)/;
const MAX_WORDS = 500;

/** Reads a reply of one or more lines; null for what is none, as where one line says yes and another no. */
export function readReply(text: string): SmtpReply | null {
  const given = text.split(/\r?\n/);
  const codes = given.map((line) => REPLY.exec(line)?.groups?.code);
  const [code] = codes;
  if (code === undefined || codes.some((each) => each !== undefined && each[0] !== code[0])) return null;
  const lines = given.map((line) => line.slice(4).trim());
  const enhanced = ENHANCED.exec(lines[0] ?? '')?.groups?.enhanced ?? null;
  const words = lines.map((line) => (enhanced !== null ? line.replace(ENHANCED, '') : line).trim());
  return { code: Number(code), enhanced, words: words.filter(Boolean).join(' ').slice(0, MAX_WORDS) };
}

/** The reply as it came, on one line: `550 5.1.1 No such user`. */
export function writeReply({ code, enhanced, words }: SmtpReply): string {
  return [code, enhanced, words].filter((part) => part !== null && part !== '').join(' ');
}
