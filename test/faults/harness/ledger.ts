import { randomUUID } from 'node:crypto';

/** Whose API a request speaks. */
export type ProviderKind = 'twilio' | 'sendgrid' | 'vonage' | 'ses';

/** A request to send, as it reached the provider. */
export interface SendRequest {
  provider: ProviderKind;
  /** Our message id, as it travels with the message. */
  messageId: string;
  from: string;
  to: string;
  body: string;
  /** Where the provider is to report to; SendGrid's and SES's are in their own settings. */
  callbackUrl: string | null;
}

/** A request the provider took: from here on a customer gets the message. */
export interface LedgerEntry extends SendRequest {
  providerMessageId: string;
  takenAt: Date;
}

const PROVIDER_IDS: Record<ProviderKind, () => string> = {
  twilio: () => `SM${hex()}`,
  sendgrid: () => hex().slice(0, 22),
  vonage: randomUUID,
  ses: () => `0100${hex()}-000000`,
};

/** Everything that providers ever took over, in order. Several that share one show what was taken by two of them. */
export class Ledger {
  private readonly entries: LedgerEntry[] = [];
  private readonly byMessage = new Map<string, LedgerEntry[]>();
  private readonly byPair = new Map<string, LedgerEntry[]>();

  countOf(provider: ProviderKind): number {
    return this.entries.filter((entry) => entry.provider === provider).length;
  }

  take(request: SendRequest): LedgerEntry {
    const providerMessageId = PROVIDER_IDS[request.provider]();
    const entry = { ...request, providerMessageId, takenAt: new Date() };
    this.entries.push(entry);
    put(this.byMessage, entry.messageId, entry);
    put(this.byPair, pairKey(entry.from, entry.to), entry);
    return entry;
  }

  of(messageId: string): readonly LedgerEntry[] {
    return this.byMessage.get(messageId) ?? [];
  }

  /** Oldest first. */
  between(from: string, to: string): readonly LedgerEntry[] {
    return this.byPair.get(pairKey(from, to)) ?? [];
  }

  messageIds(): Iterable<string> {
    return this.byMessage.keys();
  }
}

function hex(): string {
  return randomUUID().replaceAll('-', '');
}

function pairKey(from: string, to: string): string {
  return `${from} ${to}`;
}

function put(map: Map<string, LedgerEntry[]>, key: string, entry: LedgerEntry): void {
  const known = map.get(key);
  if (known) known.push(entry);
  else map.set(key, [entry]);
}
