import request from 'supertest';
import { get, reaches, send, SMS, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ RETRY_DELAY_SECONDS: '3600' });
});
afterAll(() => system.stop());

const path = (id: string) => `/api/v1/messages/${id}`;
const cancel = (id: string) => request(system.url).post(`${path(id)}/cancel`);
const retry = (id: string) => request(system.url).post(`${path(id)}/retry`);
const setStatus = (id: string, body: object) =>
  request(system.url)
    .patch(`${path(id)}/status`)
    .send(body);
const UNKNOWN = '0190b1de-0000-7000-8000-000000000000';

let recipients = 0;
/** A number of its own, so that what the provider saw of it can be counted. */
const recipient = () => `+1555777${String(++recipients).padStart(4, '0')}`;

async function seenByProvider(to: string): Promise<number> {
  const { body } = await request(system.sandbox.url).get('/messages').query({ to });
  return (body as { total: number }).total;
}

async function attempts(id: string): Promise<number> {
  const { rows } = await system.database.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM send_attempts WHERE message_id = $1',
    [id],
  );
  return rows[0]?.count ?? 0;
}

async function inbound(id: string): Promise<void> {
  await system.database.pool.query(
    `UPDATE messages SET direction = 'inbound', status = 'received', due_at = NULL WHERE id = $1`,
    [id],
  );
}

const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();

describe('before any processor runs', () => {
  it('cancels what waits, once', async () => {
    const to = recipient();
    const pending = await send(system.url, { ...SMS, to });
    const scheduled = await send(system.url, { ...SMS, to, send_at: new Date(Date.now() + 3e6) });
    for (const { id } of [pending, scheduled]) {
      const answers = await Promise.all([cancel(id), cancel(id)]);
      expect(statuses(answers)).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({ id, status: 'canceled' });
      expect(await timeline(system.url, id)).toEqual(['accepted', 'canceled']);
    }
  });

  it('takes an operator at his word, and says in the timeline that it was his', async () => {
    for (const status of ['sent', 'delivered', 'failed', 'canceled']) {
      const { id } = await send(system.url, { ...SMS, to: recipient(), metadata: { mine: 1 } });
      const answers = await Promise.all([1, 2].map(() => setStatus(id, { status, metadata: { why: 'x' } })));
      // The second finds what it wants, and changes nothing.
      expect(statuses(answers)).toEqual([200, 200]);
      for (const { body } of answers) expect(body).toMatchObject({ id, status });
      const { body } = await request(system.url)
        .get(`${path(id)}/events`)
        .expect(200);
      const { events } = body as { events: object[] };
      expect(events).toHaveLength(2);
      expect(events[1]).toMatchObject({
        type: status,
        status,
        reason: 'by hand',
        detail: { by_hand: true, metadata: { why: 'x' } },
      });
      expect(await get(system.url, id)).toMatchObject({ status, metadata: { mine: 1 } });
    }
  });

  it('leaves a message as it is that has the status already, whichever that is', async () => {
    const pending = await send(system.url, { ...SMS, to: recipient() });
    const scheduled = await send(system.url, { ...SMS, send_at: new Date(Date.now() + 3e6) });
    const received = await send(system.url);
    await inbound(received.id);
    for (const [{ id }, status, is = status] of [
      [pending, 'pending'],
      [pending, 'queued', 'pending'],
      [scheduled, 'scheduled'],
      [received, 'received'],
    ] as const) {
      expect((await setStatus(id, { status }).expect(200)).body).toMatchObject({ id, status: is });
      expect(await timeline(system.url, id)).toEqual(['accepted']);
    }
    await setStatus(scheduled.id, { status: 'queued' }).expect(422);
    await setStatus(UNKNOWN, { status: 'pending' }).expect(404);
  });

  it.each<[string, object, RegExp]>([
    ['status', {}, /one of/],
    ['status', { status: 'sending' }, /one of/],
    ['metadata', { status: 'failed', metadata: 1 }, /object/],
    ['colour', { status: 'failed', colour: 1 }, /not a known/],
  ])('refuses a wrong %s, case %#', async (field, body, reason) => {
    const { id } = await send(system.url);
    const { body: problem } = await setStatus(id, body).expect(422);
    expect(problem).toMatchObject({ errors: [{ field, reason: expect.stringMatching(reason) as string }] });
  });

  it('moves a message that is sent by hand on, and never back', async () => {
    const { id } = await send(system.url, { ...SMS, to: recipient() });
    expect((await setStatus(id, { status: 'sent' }).expect(200)).body).toMatchObject({ status: 'sent' });
    await cancel(id).expect(409);
    await setStatus(id, { status: 'delivered' }).expect(200);
    for (const status of ['sent', 'failed', 'canceled']) await setStatus(id, { status }).expect(409);
    await setStatus(id, { status: 'delivered' }).expect(200);
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sent', 'delivered']);
  });

  it('knows no message that is none, and moves none that came in', async () => {
    const { id } = await send(system.url);
    await inbound(id);
    for (const [call, status] of [
      [cancel, 409],
      [retry, 400],
      [(which: string) => setStatus(which, { status: 'failed' }), 409],
    ] as const) {
      await call(UNKNOWN).expect(404);
      await call('abc').expect(422);
      const { body } = await call(id).expect(status);
      expect((body as { detail: string }).detail).toContain('received');
    }
  });

  it('refuses to send again what is on its way', async () => {
    const { id } = await send(system.url);
    const { body } = await retry(id).expect(400);
    expect((body as { detail: string }).detail).toContain('pending');
  });
});

describe('with processors', () => {
  it('never sends what was set or canceled before, and sends a failed one once however often it is retried', async () => {
    const [set, stopped, again] = [recipient(), recipient(), recipient()];
    const one = await send(system.url, { ...SMS, to: set });
    await setStatus(one.id, { status: 'delivered' }).expect(200);
    const two = await send(system.url, { ...SMS, to: stopped });
    await cancel(two.id).expect(200);
    const three = await send(system.url, { ...SMS, to: again });
    await setStatus(three.id, { status: 'failed' }).expect(200);
    const answers = await Promise.all(Array.from({ length: 20 }, () => retry(three.id)));
    expect(statuses(answers)).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
    await Promise.all([system.startProcessor(), system.startProcessor()]);
    expect(await reaches(system.url, three.id, 'delivered')).toMatchObject({ error: null, failed_at: null });
    await eventually(async () =>
      expect(await system.admin.stats('message_queue:sms')).toMatchObject({ depth: 0 }),
    );
    expect(await Promise.all([set, stopped, again].map(seenByProvider))).toEqual([0, 0, 1]);
    expect((await get(system.url, one.id)).status).toBe('delivered');
  });

  it('decides between a cancel and a claim', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const to = recipient();
        const { id } = await send(system.url, { ...SMS, to });
        return { id, to, status: (await cancel(id)).status };
      }),
    );
    for (const { id, to, status } of outcomes) {
      expect([200, 409]).toContain(status);
      await reaches(system.url, id, status === 200 ? 'canceled' : 'delivered');
      expect(await seenByProvider(to)).toBe(status === 200 ? 0 : 1);
    }
  });

  it('brings the next try of a message forward, once', async () => {
    const { id } = await send(system.url, { ...SMS, to: '+15005551503' });
    await reaches(system.url, id, 'retry');
    // Else the next try may have failed already when the last of them comes, and that one is right to bring another.
    await system.admin.pause('message_queue:sms');
    const answers = await Promise.all(Array.from({ length: 10 }, () => retry(id)));
    expect(statuses(answers).filter((status) => status === 200)).toHaveLength(1);
    await system.admin.resume('message_queue:sms');
    await eventually(async () => expect(await attempts(id)).toBe(2));
    await reaches(system.url, id, 'retry');
    await retry(id).expect(200);
    expect(await reaches(system.url, id, 'delivered')).toMatchObject({ retry_count: 2 });
    expect(await attempts(id)).toBe(3);
  });

  it('begins anew with a failed message', async () => {
    const { id } = await send(system.url, { ...SMS, to: '+15005550001' });
    await reaches(system.url, id, 'failed');
    expect((await retry(id).expect(200)).body).toMatchObject({
      status: 'pending',
      error: null,
      failed_at: null,
      retry_count: 0,
    });
    await reaches(system.url, id, 'failed');
    expect(await timeline(system.url, id)).toEqual([
      'accepted',
      'sending',
      'failed',
      'queued',
      'sending',
      'failed',
    ]);
    await cancel(id).expect(409);
  });

  it('cancels a message that waits for its next try', async () => {
    const { id } = await send(system.url, { ...SMS, to: '+15005550503' });
    await reaches(system.url, id, 'retry');
    expect((await cancel(id).expect(200)).body).toMatchObject({ status: 'canceled', next_attempt_at: null });
    await retry(id).expect(400);
  });
});
