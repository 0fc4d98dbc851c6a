import type { QueryRunner } from 'typeorm';

/** The migrations between 0.1.0 and their renumbering: together they made the schema that RENUMBERED makes. */
const FORMER = [
  'ConversationsOfTwoTypes1700000000002',
  'ConditionsOfSending1700000000003',
  'IdempotencyKeys1700000000004',
  'MessageIndex1700000000005',
  'CallbackOutbox1700000000006',
  'RefusedWithAKey1700000000010',
  'ListsOfMessages1700000000011',
  'ListsOfConversations1700000000015',
  'RemovalOfConversations1700000000016',
  'ApiKeys1700000000020',
  'ListsOfSuppressions1700000000021',
  'Inbound1700000000025',
  'CallbacksByTarget1700000000030',
  'Erasures1700000000031',
  'WhenSuppressionsWereTold1700000000032',
  'StandingOfCallbackLanes1700000000033',
  'OneFormOfAnAddress1700000000036',
  'ExpiryOfWhatWaits1700000000037',
];

/** What does the same now, as it is recorded: names, each with its time at the end. */
const RENUMBERED = [
  'Messages1700000000002',
  'Conversations1700000000003',
  'ProviderEvents1700000000004',
  'Webhooks1700000000005',
  'Suppressions1700000000006',
  'SearchIndex1700000000007',
  'Access1700000000008',
  'Privacy1700000000009',
];

/**
 * Records the renumbered migrations as done in a database that has all the former ones. These stay recorded beside them,
 * so that a process of the version before can still start. One statement: all are recorded or none.
 * @throws Error when only some of the former ones were run: nobody can tell what such a database still needs.
 */
export async function recordRenumbered(runner: QueryRunner): Promise<void> {
  if (!(await runner.hasTable('migrations'))) return;
  const sql = 'SELECT name FROM migrations WHERE name = ANY ($1)';
  const rows = (await runner.query(sql, [FORMER])) as { name: string }[];
  if (rows.length === 0) return;
  const missing = FORMER.filter((name) => rows.every((row) => row.name !== name));
  if (missing.length > 0)
    throw new Error(
      `This database was left half way by a version between 0.1.0 and this one: ${missing.join(', ')} ` +
        `${missing.length === 1 ? 'was' : 'were'} not run. Nothing was changed. ` +
        'Run `sendstream migrate` of that version to its end first, and then this one.',
    );
  await runner.query(
    `INSERT INTO migrations (name, timestamp)
     SELECT name, right(name, 13)::bigint FROM unnest($1::text[]) WITH ORDINALITY AS n (name, place)
      WHERE name NOT IN (SELECT name FROM migrations) ORDER BY place`,
    [RENUMBERED],
  );
}
