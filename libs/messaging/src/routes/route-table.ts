/** Explained in docs/decisions/0030-accounts-and-routes.md. */
import { Injectable } from '@nestjs/common';
import type { RouteMatch } from '#config';
import type { MessageType } from '#entities';
import { Providers } from '#providers';
import { isMessagingService } from '../addresses/text-party.js';
import { participantOf } from '../addresses/participants.js';
import { countryOf } from './country-of.js';
import { pickByWeight, type Share } from './pick-by-weight.js';

/** What routes look at in a message. */
export interface RouteSubject {
  type: MessageType;
  from: string;
  to: string;
  tags?: string[];
  /** Undefined: not known, and taken for one that matches. */
  apiKeyId?: string | null;
}

interface Route {
  /** Of the routes file; null: of the channel's own account. */
  line: number | null;
  match: RouteMatch;
  shares: readonly Share[];
}

/** Which accounts a message may go by: those of the first route that matches it, else the one of its channel. */
@Injectable()
export class RouteTable {
  readonly routes: readonly Route[];
  private readonly ofTypes: Record<MessageType, readonly string[]>;
  /** The channels' own accounts. */
  private readonly own: Record<MessageType, readonly Share[]>;

  constructor(private readonly providers: Providers) {
    this.routes = providers.routes.map(({ line, match, accounts }) => {
      return { line, match: { ...match, from: match.from?.map(participantOf) }, shares: accounts };
    });
    const ownOf = (type: MessageType): readonly Share[] => [{ account: providers.nameFor(type), weight: 1 }];
    this.own = { sms: ownOf('sms'), mms: ownOf('mms'), email: ownOf('email') };
    this.ofTypes = { sms: this.namesFor('sms'), mms: this.namesFor('mms'), email: this.namesFor('email') };
  }

  /** What there is, with what is left for the channels' own accounts at its end. */
  get all(): Route[] {
    const own = (['sms', 'mms', 'email'] as const).flatMap((type): Route[] => {
      return this.isTaken(type) ? [] : [{ line: null, match: { channel: [type] }, shares: this.own[type] }];
    });
    return [...this.routes, ...own];
  }

  /** The accounts of a message, and the share of each; never none. A Messaging Service's are those that know such, if any do. */
  sharesFor(subject: RouteSubject): readonly Share[] {
    const shares = this.allSharesFor(subject);
    if (!isMessagingService(subject.from)) return shares;
    const able = shares.filter(({ account }) => this.hasServices(account));
    return able.length > 0 ? able : shares;
  }

  /** The first account of a Messaging Service's message that knows no such thing, if none does; null: it can be sent. */
  withoutServices(subject: RouteSubject): string | null {
    if (!isMessagingService(subject.from)) return null;
    const [first] = this.sharesFor(subject);
    return first === undefined || this.hasServices(first.account) ? null : first.account;
  }

  private hasServices(account: string): boolean {
    return this.providers.byName(account)?.hasMessagingServices === true;
  }

  private allSharesFor(subject: RouteSubject): readonly Share[] {
    const route = this.routes.find(({ match }) => matches(match, subject));
    return route?.shares ?? this.own[subject.type];
  }

  /** The account that a new message is meant for: by weight. */
  plan(subject: RouteSubject, random = Math.random): string {
    const shares = this.sharesFor(subject);
    return shares.length === 1 ? (shares[0] as Share).account : pickByWeight(shares, random);
  }

  /** All accounts that messages of this type may go by. */
  accountsOf(type: MessageType): readonly string[] {
    return this.ofTypes[type];
  }

  /** The variables that all accounts of a message want, so that it cannot be sent; null: it can. */
  lackFor(subject: RouteSubject): { account: string; lack: string } | null {
    let first: { account: string; lack: string } | null = null;
    for (const { account } of this.sharesFor(subject)) {
      const lack = this.providers.byName(account)?.lack;
      if (lack === undefined) return null;
      first ??= { account, lack };
    }
    return first;
  }

  private namesFor(type: MessageType): string[] {
    const names = this.routesOf(type).flatMap(({ shares }) => shares.map(({ account }) => account));
    return [...new Set(this.isTaken(type) ? names : [...names, this.providers.nameFor(type)])];
  }

  /** A route takes all of a channel, and leaves nothing to the channel's own account. */
  private isTaken(type: MessageType): boolean {
    return this.routesOf(type).some(({ match: { channel: _, ...rest } }) =>
      Object.values(rest).every((values) => values === undefined),
    );
  }

  private routesOf(type: MessageType): Route[] {
    return this.routes.filter(({ match }) => match.channel?.includes(type) ?? true);
  }
}

/** The cheap comparisons first: what country a number is of takes the longest to find out. */
function matches(match: RouteMatch, { type, from, to, tags = [], apiKeyId }: RouteSubject): boolean {
  if (match.channel !== undefined && !match.channel.includes(type)) return false;
  if (match.tag !== undefined && !match.tag.some((tag) => tags.includes(tag))) return false;
  if (match.api_key !== undefined && apiKeyId !== undefined && !match.api_key.includes(apiKeyId ?? ''))
    return false;
  if (match.from !== undefined && !match.from.includes(participantOf(from))) return false;
  if (match.to_prefix !== undefined && !match.to_prefix.some((prefix) => to.startsWith(prefix))) return false;
  if (match.to_domain !== undefined && !match.to_domain.includes(domainOf(to))) return false;
  return (
    match.to_country === undefined || (type !== 'email' && match.to_country.includes(countryOf(to) ?? ''))
  );
}

function domainOf(address: string): string {
  return participantOf(address).split('@')[1] ?? '';
}
