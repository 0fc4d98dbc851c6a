import { isFQDN } from 'class-validator';
import { domainToASCII } from 'node:url';
import { visibleName, visibleText } from './visible-text.js';

/** Of text with the name; bounds the work on it. */
const MAX_MAILBOX_LENGTH = 320;
/** RFC 5321, 4.5.3.1.1, and 4.5.3.1.3 without its brackets; octets. */
const MAX_LOCAL_PART_LENGTH = 64;
const MAX_ADDRESS_LENGTH = 254;

const LINE_END = /[\p{Cc}\u2028\u2029]/u;
/** RFC 5322, 3.2.4: what is in quotes, a backslash before what would end them. */
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
/** RFC 5322, 3.2.3, and RFC 6531, 3.3: whatever is not ASCII; but no spaces. */
const ATEXT = "(?:(?!\\s)[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\u{10ffff}-])";
const EACH_QUOTED = new RegExp(QUOTED, 'gu');
const NAMED = new RegExp(`^(?<phrase>(?:${QUOTED}|[^"<>])*)<(?<spec>[^<>]*)>$`, 'u');
/** A quote in a name that nothing closes is a character like another: `5" screens <a@b.example>`. */
const NAMED_WITH_STRAY_QUOTE = /^(?<phrase>[^<>]*)<(?<spec>[^<>]*)>$/u;
/** RFC 5322, 3.4 and A.5: before names stood in front, they came behind, as a comment. */
const COMMENTED = /^(?<before>.*\S)\s*\((?<comment>[^()]*)\)$/u;
/** Parts with a dot between, each of them quoted or not (RFC 5322, 4.4). */
const PARTS = new RegExp(`^(?:${QUOTED}|${ATEXT}+)(?:\\.(?:${QUOTED}|${ATEXT}+))*$`, 'u');
/** What needs no quotes to be read. Dots at the ends or side by side are in use (docomo.ne.jp), whatever RFC 5322 says. */
const UNQUOTED = new RegExp(`^(?:${ATEXT}|\\.)+$`, 'u');
const DOT_ATOM = new RegExp(`^${ATEXT}+(?:\\.${ATEXT}+)*$`, 'u');
/** An address and what parts it from the next one: a list, and no name. */
const BEGIN_OF_LIST = /@[^,;]*[,;]/;
const FULL_WIDTH_AT = /[\uff20\ufe6b]/u;

/** Whom a mail is for, or from. */
export interface Mailbox {
  /**
   * `local@domain`, the same however it is written (RFC 5321, 4.1.2: quotes are no part of the name): in quotes only where
   * it cannot be read without, its domain in lower-case ASCII (RFC 5890).
   */
  address: string;
  /** The same as SMTP takes it, in quotes too where its dots ask for them. */
  wireAddress: string;
  /** Empty where there is none. */
  name: string;
  /** The name as it is written before `<`: with its quotes and escapes. */
  phrase: string;
}

/**
 * Reads `a@b.example` or `Name <a@b.example>` (RFC 5322, 3.4: one mailbox; a quoted name may hold anything), leaving out
 * characters that nobody sees. Null for what is no address, or more than one.
 */
export function readMailbox(text: string): Mailbox | null {
  if (text.length > MAX_MAILBOX_LENGTH * 2) return null;
  const shown = visibleName(text).trim();
  if (shown.length > MAX_MAILBOX_LENGTH || LINE_END.test(shown)) return null;
  const { phrase, spec } = partsOf(shown);
  const place = spec === null ? null : placeOf(visibleText(spec).trim());
  if (!place) return null;
  const { local, domain } = place;
  const address = `${local}@${domain}`;
  if (Buffer.byteLength(address) > MAX_ADDRESS_LENGTH) return null;
  const isBare = !local.startsWith('"') && !DOT_ATOM.test(local);
  const wireAddress = isBare ? `"${local}"@${domain}` : address;
  return { address, wireAddress, phrase, name: nameOf(phrase) };
}

/** The mailbox as it is kept and shown. */
export function writeMailbox({ phrase, address }: Mailbox): string {
  return phrase === '' ? address : `${phrase} <${address}>`;
}

function partsOf(text: string): { phrase: string; spec: string | null } {
  const commented = text.endsWith(')') ? COMMENTED.exec(text)?.groups : undefined;
  const { before: whole = text, comment = '' } = commented ?? {};
  if (!whole.endsWith('>')) return { phrase: quoted(comment.trim()), spec: whole };
  const { phrase = '', spec = null } =
    (NAMED.exec(whole) ?? NAMED_WITH_STRAY_QUOTE.exec(whole))?.groups ?? {};
  const isList = BEGIN_OF_LIST.test(phrase.replace(EACH_QUOTED, ''));
  return { phrase: phrase.trim(), spec: isList ? null : spec };
}

function placeOf(spec: string): { local: string; domain: string } | null {
  const plain = spec.includes('@') ? spec : spec.replace(FULL_WIDTH_AT, '@');
  const at = plain.lastIndexOf('@');
  const local = localOf(plain.slice(0, Math.max(at, 0)).trim());
  const domain = domainToASCII(plain.slice(at + 1).trim());
  return local !== null && isFQDN(domain) ? { local, domain } : null;
}

function localOf(text: string): string | null {
  if (!UNQUOTED.test(text) && !PARTS.test(text)) return null;
  const said = unquoted(text);
  if (said === '' || Buffer.byteLength(said) > MAX_LOCAL_PART_LENGTH) return null;
  return UNQUOTED.test(said) ? said : `"${said.replace(/["\\]/g, '\\$&')}"`;
}

function nameOf(phrase: string): string {
  return visibleText(phrase) === '' ? '' : unquoted(phrase).trim();
}

function unquoted(text: string): string {
  return text.replace(EACH_QUOTED, (part) => part.slice(1, -1).replace(/\\(.)/gu, '$1'));
}

/** A name as a phrase, in quotes where it has characters that mean something there (RFC 5322, 3.2.3). */
export function quoted(name: string): string {
  return /[()<>[\]:;@\\,."]/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : name;
}
