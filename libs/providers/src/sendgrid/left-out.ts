/** Keeps to bounds, and says what they left out, so that nothing is cut in silence. */
export class LeftOut {
  private readonly said: Set<string>;

  constructor(before: string[] = []) {
    this.said = new Set(before);
  }

  /** What was left out, in words. */
  get all(): string[] {
    return [...this.said];
  }

  say(what: string): void {
    this.said.add(what);
  }

  /** The begin of `text`, in characters. */
  longest(most: number, what: string, text: string): string {
    if (text.length > most) this.say(`${what}, beyond its first ${most} characters`);
    return text.slice(0, most);
  }

  /** The first of `list`. */
  most<Item>(most: number, what: string, list: Item[]): Item[] {
    if (list.length > most) this.say(`${list.length - most} of ${list.length} ${what}`);
    return list.slice(0, most);
  }
}
