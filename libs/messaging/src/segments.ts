import type { MessageType } from '#entities';

/** How a text travels as SMS. */
export interface Segments {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  /** How many more characters the last segment takes: of the plain table of GSM-7, or UTF-16 units. */
  charactersLeft: number;
  /** The characters, each once, for which the text is not GSM-7. */
  nonGsmCharacters: string[];
}

/** 3GPP TS 23.038, 6.2.1: the default alphabet, in the order of its codes (0x1B, the escape, is no character). */
const PLAIN =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** 3GPP TS 23.038, 6.2.1.1: each takes an escape and a code. */
const EXTENSION = '\f^{}\\[~]|€';

const WIDTH = new Map([
  ...[...PLAIN].map((character) => [character, 1] as const),
  ...[...EXTENSION].map((character) => [character, 2] as const),
]);

/** 140 octets alone; a part of several loses 6 of them to the header that joins them (3GPP TS 23.040, 9.2.3.24.1). */
const ROOM = { 'GSM-7': { alone: 160, joined: 153 }, 'UCS-2': { alone: 70, joined: 67 } };

/** Counts the segments of a text. No character, neither an escaped one nor a surrogate pair, is split between two. */
export function segmentsOf(text: string): Segments {
  const characters = [...text];
  const nonGsmCharacters = [...new Set(characters.filter((character) => !WIDTH.has(character)))];
  const encoding = nonGsmCharacters.length === 0 ? 'GSM-7' : 'UCS-2';
  const widths = characters.map((character) =>
    encoding === 'GSM-7' ? (WIDTH.get(character) as number) : character.length,
  );
  const { alone, joined } = ROOM[encoding];
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total <= alone) return { encoding, segments: 1, charactersLeft: alone - total, nonGsmCharacters };
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > joined) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return { encoding, segments, charactersLeft: joined - used, nonGsmCharacters };
}

/** What one segment holds: plain characters alone, at least for the most of texts. */
const ONE_SEGMENT = new RegExp(`^[${PLAIN.replace(/[\\\]^-]/g, '\\$&')}]{0,${ROOM['GSM-7'].alone}}$`);

/** What a message counts as: the segments of an SMS, one of an MMS; null for what is no text. */
export function billedSegments({ type, body }: { type: MessageType; body: string }): number | null {
  if (type === 'sms') return segmentCountOf(body);
  return type === 'mms' ? 1 : null;
}

/** How many segments a text has; of most texts told at a glance. */
function segmentCountOf(text: string): number {
  return ONE_SEGMENT.test(text) ? 1 : segmentsOf(text).segments;
}
