/** Keeps to bounds, and says what they left out, so that nothing is cut in silence. */
export class Omissions {
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
  maxLength(max: number, what: string, text: string): string {
    if (text.length > max) this.say(`${what}, beyond its first ${max} characters`);
    return text.slice(0, max);
  }

  /** The first of `list`. */
  maxItems<Item>(max: number, what: string, list: Item[]): Item[] {
    if (list.length > max) this.say(`${list.length - max} of ${list.length} ${what}`);
    return list.slice(0, max);
  }
}
