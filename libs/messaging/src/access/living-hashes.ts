/** How old what is known may be. */
const TTL_MS = 1_000;
const MOST = 100_000;

/**
 * Tells the hash of a secret that lives from an invention, without a question to the database for each: one a second shows all
 * of them. For the time when inventions come in great number; a secret that is right must get through among them.
 */
export class LivingHashes {
  private names: ReadonlySet<string> = new Set();
  private until = -Infinity;
  private asked: Promise<void> | undefined;

  /** `living` answers the hashes of at most so many that live. */
  constructor(private readonly living: (max: number) => Promise<Buffer[]>) {}

  /** Whether the secret with this hash, in base64, lives. @throws (rejects with) the database's error while it is away. */
  async have(name: string): Promise<boolean> {
    if (performance.now() >= this.until)
      await (this.asked ??= this.ask().finally(() => (this.asked = undefined)));
    return this.names.has(name);
  }

  private async ask(): Promise<void> {
    const until = performance.now() + TTL_MS;
    this.names = new Set((await this.living(MOST)).map((hash) => hash.toString('base64')));
    this.until = until;
  }
}
