import request from 'supertest';
import type { AppProcess } from '../faults/harness/app-process.js';
import { debianProgram } from '../../tools/src/services/debian-program.js';
import { eventually } from '../support/eventually.js';
import { DeployedSystem } from './harness/deployed-system.js';

const SMS = { type: 'sms', from: '+15550000001', to: '+15551000001', body: 'Hello' };
const PATIENCE_MS = 60_000;
const MULTIARCH = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
const FAKETIME = { name: 'libfaketime', path: `usr/lib/${MULTIARCH}/faketime/libfaketimeMT.so.1` };

describe('apis whose clocks are five minutes wrong', () => {
  let system: DeployedSystem;
  let fast: AppProcess;
  let slow: AppProcess;

  beforeAll(async () => {
    system = await DeployedSystem.start();
    const { program } = await debianProgram(FAKETIME);
    const clock = { LD_PRELOAD: program, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    const started = await Promise.all([
      system.spawn('api', { ...clock, FAKETIME: '+300s' }),
      system.spawn('api', { ...clock, FAKETIME: '-300s' }),
      system.spawn('processor'),
    ]);
    await Promise.all(started.map((process) => process.up()));
    [fast, slow] = started as [AppProcess, AppProcess, AppProcess];
  }, 120_000);
  afterAll(() => system?.stop());

  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
  const send = async (api: AppProcess, fields: object) => {
    const { status, body } = await request(api.url)
      .post('/api/v1/messages/send')
      .send({ ...SMS, ...fields });
    return { status, body: body as { id: string; status: string; errors?: { field: string }[] } };
  };
  const isTaken = (id: string) => system.provider.ledger.of(id).length;

  it('is told in the log, and is wrong indeed', async () => {
    for (const [api, by] of [
      [fast, 300],
      [slow, -300],
    ] as const) {
      expect(api.log).toMatch(new RegExp(`differs from PostgreSQL's, which counts by_seconds=${by}`));
      const { body } = await request(api.url).get('/live');
      const differsBy = Date.parse((body as { timestamp: string }).timestamp) - Date.now();
      expect(Math.round(differsBy / 100_000)).toBe(by / 100);
    }
  });

  it('send no message early', async () => {
    for (const api of [fast, slow]) {
      const later = await send(api, { send_at: inSeconds(120) });
      expect(later).toMatchObject({ status: 201, body: { status: 'scheduled' } });
      const now = await send(api, {});
      await eventually(() => expect(isTaken(now.body.id)).toBe(1), PATIENCE_MS);
      expect(isTaken(later.body.id)).toBe(0);
    }
  });

  it('send what is past at once, and judge an expiry as all others do', async () => {
    for (const api of [fast, slow]) {
      const past = await send(api, { send_at: inSeconds(-60), expires_at: inSeconds(90) });
      expect(past.status).toBe(201);
      await eventually(() => expect(isTaken(past.body.id)).toBe(1), PATIENCE_MS);
      const expired = await send(api, { expires_at: inSeconds(-60) });
      expect(expired).toMatchObject({ status: 422, body: { errors: [{ field: 'expires_at' }] } });
    }
  });
});
