import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Jest hears no warnings of Node: a process of its own does. */
const WAITS = `
  import { retryWhileDatabaseAway } from './dist/libs/messaging/src/retry-while-database-away.js';
  process.on('warning', ({ name }) => console.log(name));
  const stop = new AbortController();
  let away = true;
  const work = async () => {
    if (away) throw Object.assign(new Error('read-only'), { code: '25006' });
    return 'done';
  };
  const waits = Array.from({ length: 20 }, () => retryWhileDatabaseAway(work, stop.signal));
  setImmediate(() => (away = false));
  console.log(new Set(await Promise.all(waits)));
`;

describe('many works that wait for a read-only database', () => {
  it('are no leak, and all are done once it takes writes', async () => {
    const node = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', WAITS]);
    expect((await node).stdout).toBe("Set(1) { 'done' }\n");
  });
});
