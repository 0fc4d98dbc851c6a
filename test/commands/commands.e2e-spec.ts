import { jest } from '@jest/globals';
import { Client } from 'pg';
import { newId } from '#config';
import { runCommand } from '../../tools/src/commands/program.js';
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
  ['verify'],
  ['test-flow'],
  ['seed'],
  ['openapi'],
  ['redis-cli'],
];

/** Nobody listens there: what only shows help needs no store. */
const NOBODY = { DATABASE_URL: 'postgres://127.0.0.1:1/x', REDIS_URL: 'redis://127.0.0.1:1' };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs the command in this process, where all its modules are loaded already. */
async function sendstream(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const keep =
    (stream: 'stdout' | 'stderr', end = '') =>
    (text: unknown) => {
      said[stream] += `${String(text)}${end}`;
      return true;
    };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(keep('stdout')),
    jest.spyOn(process.stderr, 'write').mockImplementation(keep('stderr')),
    jest.spyOn(console, 'log').mockImplementation(keep('stdout', '\n')),
    jest.spyOn(console, 'error').mockImplementation(keep('stderr', '\n')),
  ];
  const before = { ...process.env };
  Object.assign(process.env, NOBODY, env);
  try {
    return { status: await runCommand(args), ...said };
  } finally {
    process.env = before;
    spies.forEach((spy) => spy.mockRestore());
  }
}

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
    ['no UUID', ['message', '1'], /UUID/],
    ['a bad number', ['seed', '--messages', '0'], /above 0/],
    ['a bad time', ['provider-events', 'replay', '--since', 'noon'], /ISO 8601/],
    [
      'an unknown provider',
      ['provider-events', 'replay', '--since', '2026-01-31T12:00:00Z', '--provider', 'twillio'],
      /no provider twillio\. Did you mean twilio\?/,
    ],
    ['ids and --all', ['queues', 'replay', 'sms', '1-0', '--all'], /Either their ids or --all/],
  ])('is told what is wrong with %s, and ends with 2', async (_, args, reason) => {
    expect(await sendstream(args)).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(reason) as string,
    });
  });

  it('ends with 1 and one line, without a stack, where a store is away', async () => {
    for (const args of [['queues'], ['api-key', 'list'], ['message', newId()], ['migrate']]) {
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
      for (const args of [['api-key', 'list'], ['message', newId()], ['seed']]) {
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
