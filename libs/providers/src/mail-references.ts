import { ourMessageId } from './our-message-id.js';

const MAX_HEADER_LENGTH = 100_000;
const MAX_REFERENCES = 20;

/** The Message-ID of a mail of ours, so that its answers name it (RFC 5322, 3.6.4). `domain`: its sender's. */
export function mailMessageId(messageId: string, domain: string): string {
  return `<${messageId}@${domain}>`;
}

/** One header of a mail by its lower-case name, unfolded (RFC 5322, 2.2.3); null when there is none. */
export function mailHeader(headers: string, name: string): string | null {
  const unfolded = headers.slice(0, MAX_HEADER_LENGTH).replace(/\r?\n[ \t]+/g, ' ');
  for (const line of unfolded.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && line.slice(0, colon).trim().toLowerCase() === name) return line.slice(colon + 1).trim();
  }
  return null;
}

/** Whose mail a Message-ID names, with or without its brackets; null for one that is not of our making. */
export function ourMail(id: string): string | null {
  return ourMessageId(/^<?([^<>\s@]{1,100})@[^<>\s]{1,255}>?$/.exec(id.trim())?.[1]);
}

/** Our messages that a mail answers: In-Reply-To first, then References from the last, which is the nearest, on. */
export function answeredMessages(headers: string): string[] {
  const nearest = idsIn(mailHeader(headers, 'in-reply-to'));
  const before = idsIn(mailHeader(headers, 'references')).reverse();
  return references([...nearest, ...before]);
}

/** Each once, the nearest first, and no more of them than are looked for. */
export function references(ids: string[]): string[] {
  return [...new Set(ids)].slice(0, MAX_REFERENCES);
}

function idsIn(header: string | null): string[] {
  const found = header?.match(/<[^<>\s@]{1,100}@[^<>\s]{1,255}>/g) ?? [];
  return found.flatMap((id) => ourMail(id) ?? []);
}
