import request from 'supertest';
import { freePort } from '../../tools/src/services/free-port.js';
import type { AppProcess, Build } from '../faults/harness/app-process.js';
import { expectExactlyOnce } from '../faults/harness/expect-exactly-once.js';
import { databaseTime } from '../faults/harness/final-state.js';
import { aText, anEmail, Load } from '../faults/harness/load.js';
import { SeededChoices } from '../faults/harness/seeded-choices.js';
import { eventually } from '../support/eventually.js';
import { DeployedSystem } from './harness/deployed-system.js';
import { underNode } from './harness/other-node.js';

/** The oldest that package.json allows, the newest of that line, and the line after the one everything is built with. */
const VERSIONS = ['22.0.0', '22.23.3', '26.12.1'];
const TEXTS = 20;
const MAILS = 150;

describe.each(VERSIONS)('Node %s', (version) => {
  let build: Build;
  let system: DeployedSystem | undefined;

  beforeAll(async () => {
    build = await underNode(version);
    system = await DeployedSystem.start();
  }, 300_000);
  afterAll(() => system?.stop());

  /** Texts go to the sandbox, which reports to the api; mails to the provider with the ledger. */
  async function start(deployed: DeployedSystem): Promise<AppProcess> {
    const [port, smtp] = [await freePort(), await freePort()];
    const address = `http://127.0.0.1:${port}`;
    const sandboxPort = await freePort();
    const variables = { PUBLIC_URL: address, TWILIO_BASE_URL: `http://127.0.0.1:${sandboxPort}` };
    const ownMail = { SANDBOX_SMTP_PORT: String(smtp) };
    const [api, ...others] = await Promise.all([
      deployed.spawn('api', variables, { build, port }),
      deployed.spawn('processor', variables, { build }),
      deployed.spawn('sandbox', { ...variables, ...ownMail }, { build, port: sandboxPort }),
    ]);
    await Promise.all([api, ...others].map((process) => process.up()));
    return api;
  }

  it('runs api, processor and sandbox: texts are reported as delivered, mails are handed over once each', async () => {
    const deployed = system as DeployedSystem;
    const api = await start(deployed);
    for (let number = 0; number < TEXTS; number += 1)
      await request(api.url).post('/api/v1/messages/send').send(aText(number)).expect(201);
    await eventually(async () => {
      const { body } = await request(api.url).get('/api/v1/messages?status=delivered&limit=100');
      expect((body as { messages: unknown[] }).messages).toHaveLength(TEXTS);
    }, 60_000);

    const since = await databaseTime(deployed);
    const post = (_: unknown, number: number) => anEmail(number);
    const load = new Load(deployed, new SeededChoices('node versions'), { apis: () => [api], post });
    await load.accepts(MAILS);
    await load.stop();
    expect([...load.refused]).toEqual([]);
    await expectExactlyOnce(deployed, load, since);
    for (const process of deployed.processes) expect(await process.stop(60_000)).toBe(0);
  }, 600_000);
});
