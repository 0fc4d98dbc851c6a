import { visibleText } from '#providers';

/**
 * Twilio's default keywords (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out and "Twilio support for
 * opt-out keywords"), which hold those of 47 CFR 64.1200(a)(10): stop, quit, end, revoke, opt out, cancel, unsubscribe.
 */
const STOP = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'];
const START = ['START', 'YES', 'UNSTOP'];
const HELP = ['HELP', 'INFO'];

/** UTF-16 units, as long as Twilio's texts are; bounds the work. */
const MAX_TEXT_LENGTH = 1_600;
const ACCENTS = /[\u0300-\u036f]/g;
const NO_LETTERS = /[^\p{L}\p{N}\p{M}]+/u;

export type OptOut = 'stop' | 'start' | 'help';

/** Further words, comma-separated. */
export interface OptOutSettings {
  stopKeywords: string;
  startKeywords: string;
  helpKeywords: string;
}

/** Says whether a text is one of the words that carriers give a meaning, and nothing else. */
export class OptOutWords {
  private readonly meanings = new Map<string, OptOut>();

  constructor({ stopKeywords, startKeywords, helpKeywords }: OptOutSettings) {
    // STOP last: where two meanings are given to one word, the safe one wins.
    for (const word of [...HELP, ...listed(helpKeywords)]) this.meanings.set(word, 'help');
    for (const word of [...START, ...listed(startKeywords)]) this.meanings.set(word, 'start');
    for (const word of [...STOP, ...listed(stopKeywords)]) this.meanings.set(word, 'stop');
  }

  /**
   * The whole message or nothing, however people and their telephones write it: in any case, with any signs, quotes, emoji,
   * accents and spaces around and between, and what nobody sees; the word once or again and again. `Please stop` is no
   * keyword of any carrier's, and may go on.
   */
  meaningOf(text: string): OptOut | null {
    if (text.length > MAX_TEXT_LENGTH) return null;
    const words = wordsOf(text);
    const meaning = this.meanings.get(keyOf(words, text));
    if (meaning !== undefined) return meaning;
    const [first] = words;
    return words.every((word) => word === first) ? (this.meanings.get(first ?? '') ?? null) : null;
  }
}

function listed(words: string): string[] {
  return words
    .split(',')
    .map((word) => keyOf(wordsOf(word), word))
    .filter((word) => word !== '');
}

/** `opt out`, `opt-out` and `OptOut` are one word; a keyword of signs alone, such as an emoji, is known by those. */
function keyOf(words: string[], text: string): string {
  return words.length > 0 ? words.join('') : visibleText(text).trim();
}

/** Letters and digits in upper case, without the accents of Latin, Greek and Cyrillic letters. */
function wordsOf(text: string): string[] {
  const letters = visibleText(text).normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toUpperCase();
  return letters.split(NO_LETTERS).filter((word) => word !== '');
}
