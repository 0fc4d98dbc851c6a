import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Client } from 'pg';
import { newId } from '#config';
import { requireUsableSettings } from '../../tools/src/running/system-environment.js';
import { sendstream } from '../support/sendstream-command.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const COMMANDS = [
  ['start'],
  ['migrate'],
  ['queues'],
  ['queues', 'list'],
  ['queues', 'pause'],
  ['queues', 'resume'],
  ['queues', 'dead'],
  ['queues', 'replay'],
  ['queues', 'discard'],
  ['message'],
  ['api-key'],
  ['api-key', 'create'],
  ['api-key', 'list'],
  ['api-key', 'revoke'],
  ['provider-events'],
  ['provider-events', 'replay'],
  ['after-restore'],
  ['verify'],
  ['test-flow'],
  ['seed'],
  ['openapi'],
  ['redis-cli'],
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('the sendstream command', () => {
  it.each(COMMANDS.map((words) => [words.join(' '), words] as const))(
    '%s --help only helps',
    async (name, words) => {
      const { status, stdout, stderr } = await sendstream([...words, '--help']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(`Usage: sendstream ${name}`);
    },
  );

  it.each<[string, string[], RegExp]>([
    ['nothing', [], /Usage: sendstream/],
    ['an unknown command', ['migrat'], /Did you mean migrate\?/],
    ['an unknown command of queues', ['queues', 'pase'], /Did you mean pause\?/],
    ['an unknown option', ['queues', '--jsn'], /Did you mean --json\?/],
    ['an unknown queue', ['queues', 'pause', 'smss'], /no queue smss\. Did you mean sms\?/],
    ['no queue', ['queues', 'pause'], /missing required argument 'queue'/],
    ['too many arguments', ['migrate', 'now'], /too many arguments/],
    ['nothing to look for', ['message', ' '], /an id or an address/],
    ['a bad number', ['seed', '--messages', '0'], /above 0/],
    ['a bad time', ['provider-events', 'replay', '--since', 'noon'], /ISO 8601/],
    [
      'an unknown provider',
      ['provider-events', 'replay', '--since', '2026-01-31T12:00:00Z', '--provider', 'twillio'],
      /no provider twillio\. Did you mean twilio\?/,
    ],
    ['an unknown command, asked for help', ['migrat', '--help'], /Did you mean migrate\?/],
    ['an unknown command, asked for by help', ['help', 'queus'], /Did you mean queues\?/],
    ['an unknown scope', ['api-key', 'create', '--name', 'a', '--scopes', 'sennd'], /Did you mean send\?/],
    ['no id of an entry', ['queues', 'discard', 'sms', 'x'], /x is no id of an entry/],
    ['ids and --all', ['queues', 'replay', 'sms', '1-0', '--all'], /Either their ids or --all/],
  ])('is told what is wrong with %s, and ends with 2', async (_, args, reason) => {
    expect(await sendstream(args)).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(reason) as string,
    });
  });

  it('shows help the other way round too', async () => {
    const { status, stdout } = await sendstream(['help', 'queues', 'pause']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('Usage: sendstream queues pause')]);
  });

  it('names a variable that looks like a setting, beside what it does', async () => {
    const { stdout, stderr } = await sendstream(['openapi'], { REDIS_UR: 'redis://127.0.0.1' });
    expect(stderr).toBe('Warning: REDIS_UR is no setting and does nothing. Did you mean REDIS_URL?\n');
    expect(JSON.parse(stdout)).toMatchObject({ openapi: '3.1.1' });
  });

  it('ends well when whoever reads it has read enough', async () => {
    const child = spawn(process.execPath, ['dist/tools/src/sendstream.js', 'openapi']);
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += String(chunk)));
    child.stdout.destroy();
    expect([...(await once(child, 'close')), errors]).toEqual([0, null, '']);
  });

  it('sends and invents nothing in production', async () => {
    for (const args of [['start'], ['seed'], ['verify'], ['test-flow']]) {
      expect(await sendstream(args, { NODE_ENV: 'Production' })).toEqual({
        status: 1,
        stdout: '',
        stderr: expect.stringMatching(/^This is production: [^\n]+\.\n$/) as string,
      });
    }
  });

  it('names a bad PORT by its own name, before anything is started for it', async () => {
    for (const args of [['test-flow'], ['verify']]) {
      const { status, stderr } = await sendstream(args, { PORT: 'eighty' });
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: 'Settings are not usable:\n  - PORT must be a number\n',
      });
    }
    expect(() => requireUsableSettings({ PORT: 'eighty', REDIS_URL: 'x' })).toThrow(
      /^Settings are not usable:\n {2}- PORT must be a number\n {2}- REDIS_URL must be redis:\S+$/,
    );
  });

  it('ends with 1 and one line, without a stack, where a store is away', async () => {
    for (const args of [
      ['queues'],
      ['api-key', 'list'],
      ['message', newId()],
      ['migrate'],
      ['seed'],
      ['provider-events', 'replay', '--since', '2026-01-31'],
      ['after-restore'],
      ['test-flow', '--url', 'http://127.0.0.1:1'],
    ]) {
      const { status, stderr } = await sendstream(args);
      expect({ args, status, lines: stderr.trimEnd().split('\n').length }).toEqual({
        args,
        status: 1,
        lines: 1,
      });
    }
  });

  it('says what to run where the database is empty, and what it applied', async () => {
    const name = `${new URL(database.url).pathname.slice(1)}_empty`;
    const admin = new Client({ connectionString: database.url });
    await admin.connect();
    try {
      await admin.query(`CREATE DATABASE ${name}`);
      const env = { DATABASE_URL: database.url.replace(/[^/]+$/, name) };
      const commands = [
        ['api-key', 'list'],
        ['message', newId()],
        ['seed'],
        ['provider-events', 'replay', '--since', '2026-01-31'],
      ];
      for (const args of commands) {
        expect(await sendstream(args, env)).toEqual({
          status: 1,
          stdout: '',
          stderr: expect.stringMatching(/^The database is empty.*`sendstream migrate`\.\n$/) as string,
        });
      }
      expect(await sendstream(['migrate'], env)).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^Applied FirstTables\d+\.\n[^]*up to date\.\n$/) as string,
      });
      expect((await sendstream(['migrate'], env)).stdout).toBe(
        'Nothing to do: the database is up to date.\n',
      );
      expect(JSON.parse((await sendstream(['api-key', 'list', '--json'], env)).stdout)).toEqual([]);
      await sendstream(['api-key', 'create', '--name', 'shop', '--scopes', 'send'], env);
      expect((await sendstream(['api-key', 'revoke', 'shopp'], env)).stderr).toBe(
        'No valid key is called shopp. Did you mean shop?\n',
      );
      expect(await sendstream(['message', newId()], env)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^There is no message/) as string,
      });
    } finally {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    }
  });
});
