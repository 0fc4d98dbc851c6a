import { Injectable } from '@nestjs/common';
import {
  type ConversationMatch,
  ConversationMatches,
  Conversations,
  type CurrentConversation,
} from '#entities';
import { hasTrigram, searchPatterns } from '../addresses/search-patterns.js';

/** Where a conversation has what was looked for. */
export type MatchedIn = 'participant' | 'title' | 'message';

export interface FoundConversation {
  conversation: CurrentConversation;
  /** At least there. */
  matched: MatchedIn[];
}

/** Finds conversations by a part of a number, an address or a title, or by words of a message. */
@Injectable()
export class ConversationSearch {
  constructor(
    private readonly matches: ConversationMatches,
    private readonly conversations: Conversations,
  ) {}

  /** Most recently active first. What is common is found among the newest, and no index is asked for it. */
  async search(query: string, limit: number): Promise<FoundConversation[]> {
    const patterns = searchPatterns(query);
    const indexed = patterns.filter(hasTrigram);
    let found = merged(await this.matches.recent(query, patterns, limit, indexed.length === 0));
    if (found.length < limit) {
      const [byText, byWords] = await Promise.all([
        indexed.length > 0 ? this.matches.byText(indexed, limit) : [],
        this.matches.byWords(query, limit),
      ]);
      found = merged([...found, ...byText, ...byWords]);
    }
    const chosen = new Map(found.slice(0, limit).map((match) => [match.id, match]));
    const conversations = await this.conversations.findAll([...chosen.keys()]);
    return conversations.map((conversation) => ({
      conversation,
      matched: matchedIn(conversation, patterns, chosen.get(conversation.id)?.byWords ?? false),
    }));
  }
}

/** Each conversation once, the latest match first. */
function merged(matches: ConversationMatch[]): ConversationMatch[] {
  const byId = new Map<string, ConversationMatch>();
  for (const match of matches) {
    const known = byId.get(match.id);
    const at = known && known.at > match.at ? known.at : match.at;
    byId.set(match.id, { id: match.id, at, byWords: match.byWords || (known?.byWords ?? false) });
  }
  return [...byId.values()].sort((one, other) => other.at.getTime() - one.at.getTime());
}

function matchedIn(conversation: CurrentConversation, patterns: string[], byWords: boolean): MatchedIn[] {
  const parts = patterns.map((pattern) => pattern.slice(1, -1).replace(/\\(.)/g, '$1').toLowerCase());
  const has = (text: string) => parts.some((part) => text.toLowerCase().includes(part));
  const matched: MatchedIn[] = [];
  if (has(conversation.participantFrom) || has(conversation.participantTo)) matched.push('participant');
  if (has(conversation.title ?? '')) matched.push('title');
  if (byWords) matched.push('message');
  return matched;
}
