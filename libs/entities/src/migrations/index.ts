import { FirstTables1700000000001 } from './1-first-tables.js';
import { Messages1700000000002 } from './2-messages.js';
import { Conversations1700000000003 } from './3-conversations.js';
import { ProviderEvents1700000000004 } from './4-provider-events.js';
import { Webhooks1700000000005 } from './5-webhooks.js';
import { Suppressions1700000000006 } from './6-suppressions.js';
import { SearchIndex1700000000007 } from './7-search-index.js';
import { Access1700000000008 } from './8-access.js';
import { Privacy1700000000009 } from './9-privacy.js';
import { Statistics1700000000010 } from './10-statistics.js';
import { Sessions1700000000011 } from './11-sessions.js';
import { Audit1700000000012 } from './12-audit.js';
import { Search1700000000013 } from './13-search.js';
import { BulkActions1700000000014 } from './14-bulk-actions.js';
import { Operations1700000000015 } from './15-operations.js';
import { UnreadConversations1700000000016 } from './16-unread-conversations.js';
import { Lanes1700000000017 } from './17-lanes.js';
import { Routes1700000000018 } from './18-routes.js';
import { Senders1700000000019 } from './19-senders.js';
import { SentWithoutNews1700000000020 } from './20-sent-without-news.js';
import { Pace1700000000021 } from './21-pace.js';
import { Guard1700000000022 } from './22-guard.js';
import { Traces1700000000023 } from './23-traces.js';
import { Erasures1700000000024 } from './24-erasures.js';
import { Retention1700000000025 } from './25-retention.js';

/** Every change of the schema, oldest first. */
export const migrations = [
  FirstTables1700000000001,
  Messages1700000000002,
  Conversations1700000000003,
  ProviderEvents1700000000004,
  Webhooks1700000000005,
  Suppressions1700000000006,
  SearchIndex1700000000007,
  Access1700000000008,
  Privacy1700000000009,
  Statistics1700000000010,
  Sessions1700000000011,
  Audit1700000000012,
  Search1700000000013,
  BulkActions1700000000014,
  Operations1700000000015,
  UnreadConversations1700000000016,
  Lanes1700000000017,
  Routes1700000000018,
  Senders1700000000019,
  SentWithoutNews1700000000020,
  Pace1700000000021,
  Guard1700000000022,
  Traces1700000000023,
  Erasures1700000000024,
  Retention1700000000025,
];
