import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Where reports on one mail go, and what they name it by. */
export interface ReturnPath {
  /** The envelope's sender. */
  address: string;
  /** Ours, and of this mail alone: a message that is sent again goes under another. */
  envelopeId: string;
}

/** A mail of ours that a return path names. */
export interface ReturnedMail {
  messageId: string;
  envelopeId: string;
  /** It went to one recipient alone: whatever address a report names, it speaks of that one. */
  isSole: boolean;
  /** Whether this address is the recipient of the message, and none of its copies. */
  isRecipient(address: string): boolean;
}

/** In lower case and figures, since mail servers may change the case: RFC 4648's base32hex without padding. */
const DIGITS = '0123456789abcdefghijklmnopqrstuv';
const ID_DIGITS = 26;
const TAG_DIGITS = 7;
const MAC_DIGITS = 13;
const RECIPIENT_DIGITS = 6;
/** `bounce+<message>.<tag>.<its mac, and the recipient's>`: 62 characters, of the 64 that RFC 5321 allows. */
const LOCAL_PART = new RegExp(
  `^bounce\\+([0-9a-v]{${ID_DIGITS}})\\.([0-9a-v]{${TAG_DIGITS}})\\.([0-9a-v]{${MAC_DIGITS + RECIPIENT_DIGITS}})$`,
);
const SOLE = '0';
const WITH_COPIES = '1';

/**
 * Return paths of their own for each mail (VERP): a report that comes back to one names its message, whatever is in it, and nobody
 * who was not sent the mail can make one. They hold HMACs, so that nothing of them has to be kept.
 */
export class ReturnPaths {
  private readonly domain: string;

  /** `keys`: the first makes them, all of them are believed. `domain`: whose mails come to us. */
  constructor(
    domain: string,
    private readonly keys: string[],
  ) {
    this.domain = domain.toLowerCase();
  }

  of(messageId: string, to: string, hasCopies: boolean): ReturnPath {
    const id = writeId(messageId);
    const tag = newTag(hasCopies);
    const [key] = this.keys as [string];
    const macs = macOf(key, id, tag) + recipientMac(key, id, tag, to);
    return { address: `bounce+${id}.${tag}.${macs}@${this.domain}`, envelopeId: `${messageId}.${tag}` };
  }

  /** Whether an address has the form of a return path of ours: only reports come to such. */
  isOurs(address: string): boolean {
    return this.partsOf(address) !== null;
  }

  /** The mail that a return path names; null where it has none of our keys. Constant time. */
  read(address: string): ReturnedMail | null {
    const parts = this.partsOf(address);
    if (parts === null) return null;
    const { id, tag, mac, recipient } = parts;
    const key = this.keys.find((each) => isSame(macOf(each, id, tag), mac));
    const messageId = readId(id);
    if (key === undefined || messageId === null) return null;
    return {
      messageId,
      envelopeId: `${messageId}.${tag}`,
      isSole: tag.startsWith(SOLE),
      isRecipient: (whose) => isSame(recipientMac(key, id, tag, whose), recipient),
    };
  }

  private partsOf(address: string) {
    const at = address.lastIndexOf('@');
    if (address.slice(at + 1).toLowerCase() !== this.domain) return null;
    const [, id, tag, macs] = LOCAL_PART.exec(address.slice(0, at).toLowerCase()) ?? [];
    if (id === undefined || tag === undefined || macs === undefined) return null;
    return { id, tag, mac: macs.slice(0, MAC_DIGITS), recipient: macs.slice(MAC_DIGITS) };
  }
}

/** Tells this handing over of a message from every other one. */
export function newTag(hasCopies: boolean): string {
  return (hasCopies ? WITH_COPIES : SOLE) + base32(randomBytes(5)).slice(0, TAG_DIGITS - 1);
}

function macOf(key: string, id: string, tag: string): string {
  return base32(hmac(key, 'bounce', `${id}.${tag}`)).slice(0, MAC_DIGITS);
}

function recipientMac(key: string, id: string, tag: string, address: string): string {
  return base32(hmac(key, 'recipient', `${id}.${tag}.${address.toLowerCase()}`)).slice(0, RECIPIENT_DIGITS);
}

/** A key of its own for each use. */
function hmac(key: string, use: string, text: string): Buffer {
  return createHmac('sha256', key).update(`${use}\n${text}`).digest();
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function writeId(messageId: string): string {
  return base32(Buffer.from(messageId.replaceAll('-', ''), 'hex'));
}

function readId(digits: string): string | null {
  let value = 0n;
  for (const digit of digits) value = value * 32n + BigInt(DIGITS.indexOf(digit));
  // Of the last digit two bits are no part of the id.
  const [id, rest] = [value >> 2n, value & 3n];
  if (rest !== 0n || id >= 1n << 128n) return null;
  return id
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function base32(bytes: Buffer): string {
  const count = Math.ceil((bytes.length * 8) / 5);
  const value = BigInt(`0x${bytes.toString('hex')}`) << BigInt(count * 5 - bytes.length * 8);
  return Array.from(
    { length: count },
    (_, at) => DIGITS[Number((value >> BigInt((count - 1 - at) * 5)) & 31n)],
  ).join('');
}
