import type { FilePace, FileRoute } from '#config';
import type { Channel, MessageProvider } from './message-provider.js';

/** The providers this service may use, and which one carries which channel. */
export class Providers {
  private readonly byNameMap: Map<string, MessageProvider>;

  /** @throws Error at boot, naming the variable, when a channel's provider is unknown or does not carry it. */
  constructor(
    all: MessageProvider[],
    private readonly chosen: { sms: string; email: string },
    /** Which messages go where; what none of them matches goes by the channel's own. */
    readonly routes: readonly FileRoute[] = [],
    /** How fast senders and accounts may send, as the routes file says. */
    readonly paces: readonly FilePace[] = [],
  ) {
    this.byNameMap = new Map(all.map((provider) => [provider.name, provider]));
    for (const channel of ['sms', 'mms', 'email'] as const) {
      const name = this.nameFor(channel);
      if (!this.byNameMap.get(name)?.channels.includes(channel)) throw new Error(this.faultOf(name, channel));
    }
  }

  private faultOf(name: string, channel: Channel): string {
    const variable = channel === 'email' ? 'EMAIL_PROVIDER' : 'SMS_PROVIDER';
    const able = this.all.filter(({ channels }) => channels.includes(channel)).map((each) => each.name);
    const words = `${variable} is "${name}", which does not carry ${channel}; known: ${able.join(', ')}`;
    const isHalf = channel === 'mms' && this.byName(name)?.channels.includes('sms');
    return isHalf ? `${words}. A route of ROUTES_FILE can send sms by ${name}` : words;
  }

  /** The name of the provider that carries this channel where no route says otherwise. */
  nameFor(channel: Channel): string {
    return channel === 'email' ? this.chosen.email : this.chosen.sms;
  }

  /** Those that are registered. */
  get all(): MessageProvider[] {
    return [...this.byNameMap.values()];
  }

  /** Null for a name that is not registered. */
  byName(name: string): MessageProvider | null {
    return this.byNameMap.get(name) ?? null;
  }
}
