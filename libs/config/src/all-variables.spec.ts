import { readFileSync } from 'node:fs';
import { misspelledVariables } from './all-variables.js';

const meant = (variable: string) =>
  /Did you mean (\w+)\?/.exec(misspelledVariables({ [variable]: 'x' })[0] ?? '')?.[1];

describe('a variable that is no setting', () => {
  it.each([
    ['MAX_RETRYS', 'MAX_RETRIES'],
    ['SMS_CONCURENCY', 'SMS_CONCURRENCY'],
    ['REDIS_UR', 'REDIS_URL'],
    ['REDIS_URI', 'REDIS_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['PROT', 'PORT'],
    ['max_retries', 'MAX_RETRIES'],
  ])('and looks like one is named with it: %s', (variable, setting) => {
    expect(meant(variable)).toBe(setting);
    expect(misspelledVariables({ [variable]: 'hunter2' })[0]).not.toContain('hunter2');
  });

  it.each([
    'PATH HOME HOSTNAME HOSTTYPE SHELL USER LOGNAME LANG PWD SHLVL TERM TZ EDITOR CI DEBUG MAIL DISPLAY SSH_AUTH_SOCK',
    'NODE_OPTIONS NODE_VERSION YARN_VERSION NODE_EXTRA_CA_CERTS NO_COLOR FORCE_COLOR http_proxy HTTPS_PROXY no_proxy',
    'PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE POSTGRES_USER POSTGRES_DB POSTGRES_PASSWORD DATABASE_HOST DATABASE_PORT',
    'DATABASE_USER DB_URL REDIS_HOST REDIS_PORT REDIS_TLS REDIS_DB REDIS_PASSWORD REDIS_SERVICE_HOST REDIS_PORT_6379_TCP',
    'API_PORT API_URL PUBLIC_KEY KUBERNETES_PORT KUBERNETES_SERVICE_HOST LOG_FILE SMTP_HOST AWS_REGION SENDGRID_FROM',
    'npm_config_loglevel npm_package_name COMPOSE_PROFILES SENDSTREAM_API_KEY SENDSTREAM_LOCAL_DIRECTORY TEST_DATABASE_URL',
  ])("and is another program's is left alone: %s", (names) => {
    const env = Object.fromEntries(names.split(' ').map((name) => [name, 'x']));
    expect(misspelledVariables(env)).toEqual([]);
  });

  it('is none of .env.example, of whatever app', () => {
    const example = readFileSync('.env.example', 'utf8');
    const names = [...example.matchAll(/^#([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => [name, 'x'] as const);
    expect(names.length).toBeGreaterThan(50);
    expect(misspelledVariables(Object.fromEntries(names))).toEqual([]);
  });

  it('is not looked at while it is empty', () => {
    expect(misspelledVariables({ MAX_RETRYS: '' })).toEqual([]);
  });
});
