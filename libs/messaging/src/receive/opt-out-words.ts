/**
 * Twilio's default keywords (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out and "Twilio support for
 * opt-out keywords").
 */
const STOP = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'];
const START = ['START', 'YES', 'UNSTOP'];
const HELP = ['HELP', 'INFO'];

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

  /** Any case, any spaces around and between; the whole message or nothing. */
  meaningOf(text: string): OptOut | null {
    return text.length > 200 ? null : (this.meanings.get(plain(text)) ?? null);
  }
}

function listed(words: string): string[] {
  return words
    .split(',')
    .map(plain)
    .filter((word) => word !== '');
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toUpperCase();
}
