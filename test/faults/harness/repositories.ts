import { ServiceSettings } from '#config';
import {
  AttemptMatches,
  connect,
  Consents,
  Database,
  dataSourceOptions,
  DueMessageRows,
  EventTargets,
  InboundMessages,
  MessageClaims,
  MessageIntake,
  MessageMoves,
  type NewMessage,
  PaceWaits,
  ProviderEvents,
  SenderPools,
} from '#entities';
import { KnownPools } from '#messaging';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

export const NORMAL_SMS = { type: 'sms', priority: 'normal' } as const;

/** Everything that speaks SQL, on a database of its own, without any process around it. */
export class Repositories {
  readonly intake: MessageIntake;
  readonly claims: MessageClaims;
  readonly moves: MessageMoves;
  readonly due: DueMessageRows;
  readonly matches: AttemptMatches;
  readonly waits: PaceWaits;
  readonly events: ProviderEvents;
  readonly targets: EventTargets;
  readonly inbound: InboundMessages;
  readonly consents: Consents;
  readonly pools: KnownPools;

  private constructor(
    readonly test: TestDatabase,
    readonly database: Database,
    readonly close: () => Promise<void>,
  ) {
    this.pools = new KnownPools(new SenderPools(database));
    this.intake = new MessageIntake(database);
    this.claims = new MessageClaims(database);
    this.moves = new MessageMoves(database, new ServiceSettings());
    this.due = new DueMessageRows(database);
    this.matches = new AttemptMatches(database);
    this.waits = new PaceWaits(database);
    this.events = new ProviderEvents(database);
    this.targets = new EventTargets(database);
    this.inbound = new InboundMessages(database);
    this.consents = new Consents(database);
  }

  static async open(poolSize: number): Promise<Repositories> {
    const test = await createTestDatabase();
    const dataSource = await connect(dataSourceOptions(test.url, poolSize));
    return new Repositories(test, new Database(dataSource), async () => {
      await dataSource.destroy();
      await test.drop();
    });
  }

  /** Stores a text and answers its id. */
  async accept(to: string, body: string, attachments: string[] = []): Promise<string> {
    const [low, high] = ['+15550000001', to].sort() as [string, string];
    const message: NewMessage = {
      id: uuidv7(),
      conversation_id: uuidv7(),
      conversation_type: 'direct',
      joins: null,
      channel: 'sms',
      participant_low: low,
      participant_high: high,
      parent_id: null,
      ...NORMAL_SMS,
      status: 'pending',
      from_address: '+15550000001',
      to_address: to,
      sent_from: null,
      body,
      subject: null,
      html: null,
      attachments,
      metadata: {},
      tags: [],
      options: {},
      scheduled_at: null,
      expires_at: null,
      validity_seconds: null,
      api_key_id: null,
      segments: 1,
      request_id: null,
      provider: 'twilio',
    };
    await this.intake.accept([message], [], 0);
    return message.id;
  }

  /** As if a message had been tried so often before its current attempt. */
  async addAttempts(id: string, count: number, end: { outcome: string; code: string | null }): Promise<void> {
    await this.test.pool.query(
      `INSERT INTO send_attempts (id, message_id, number, provider, started_at, ended_at, outcome, provider_code)
       SELECT gen_random_uuid(), $1, n, 'twilio', now(), now(), $3, $4 FROM generate_series(1, $2::int) AS n`,
      [id, count, end.outcome, end.code],
    );
  }

  /** Ends a message, so that it stands in no other's way. */
  async forget(id: string): Promise<void> {
    await this.test.pool.query(`UPDATE messages SET status = 'failed', due_at = NULL WHERE id = $1`, [id]);
  }

  /** As if so long had passed for everything that is recorded of these messages. */
  async letTimePass(ids: string[], seconds: number): Promise<void> {
    const { pool } = this.test;
    await pool.query(
      `UPDATE messages SET lease_expires_at = lease_expires_at - make_interval(secs => $2),
              due_at = due_at - make_interval(secs => $2) WHERE id = ANY ($1)`,
      [ids, seconds],
    );
    await pool.query(
      `UPDATE send_attempts SET started_at = started_at - make_interval(secs => $2),
              ended_at = ended_at - make_interval(secs => $2) WHERE message_id = ANY ($1)`,
      [ids, seconds],
    );
  }

  async statuses(ids: string[]): Promise<Map<string, string>> {
    const { rows } = await this.test.pool.query<{ id: string; status: string }>(
      'SELECT id, status FROM messages WHERE id = ANY ($1)',
      [ids],
    );
    return new Map(rows.map(({ id, status }) => [id, status]));
  }
}
