import { FirstTables1700000000001 } from './1-first-tables.js';
import { ConversationsOfTwoTypes1700000000002 } from './2-conversations-of-two-types.js';
import { ConditionsOfSending1700000000003 } from './3-conditions-of-sending.js';
import { IdempotencyKeys1700000000004 } from './4-idempotency-keys.js';
import { MessageIndex1700000000005 } from './5-message-index.js';
import { CallbackOutbox1700000000006 } from './6-callback-outbox.js';
import { RefusedWithAKey1700000000010 } from './10-refused-with-a-key.js';
import { ListsOfMessages1700000000011 } from './11-lists-of-messages.js';
import { ListsOfConversations1700000000015 } from './15-lists-of-conversations.js';
import { RemovalOfConversations1700000000016 } from './16-removal-of-conversations.js';
import { ApiKeys1700000000020 } from './20-api-keys.js';
import { ListsOfSuppressions1700000000021 } from './21-lists-of-suppressions.js';
import { Inbound1700000000025 } from './25-inbound.js';
import { CallbacksByTarget1700000000030 } from './30-callbacks-by-target.js';
import { Erasures1700000000031 } from './31-erasures.js';
import { WhenSuppressionsWereTold1700000000032 } from './32-when-suppressions-were-told.js';
import { StandingOfCallbackLanes1700000000033 } from './33-standing-of-callback-lanes.js';
import { OneFormOfAnAddress1700000000036 } from './36-one-form-of-an-address.js';
import { ExpiryOfWhatWaits1700000000037 } from './37-expiry-of-what-waits.js';
import { Sessions1700000000040 } from './40-sessions.js';

/** Every change of the schema, oldest first. */
export const migrations = [
  FirstTables1700000000001,
  ConversationsOfTwoTypes1700000000002,
  ConditionsOfSending1700000000003,
  IdempotencyKeys1700000000004,
  MessageIndex1700000000005,
  CallbackOutbox1700000000006,
  RefusedWithAKey1700000000010,
  ListsOfMessages1700000000011,
  ListsOfConversations1700000000015,
  RemovalOfConversations1700000000016,
  ApiKeys1700000000020,
  ListsOfSuppressions1700000000021,
  Inbound1700000000025,
  CallbacksByTarget1700000000030,
  Erasures1700000000031,
  WhenSuppressionsWereTold1700000000032,
  StandingOfCallbackLanes1700000000033,
  OneFormOfAnAddress1700000000036,
  ExpiryOfWhatWaits1700000000037,
  Sessions1700000000040,
];
