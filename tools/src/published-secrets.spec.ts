import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import {
  ApiSettings,
  ProcessorSettings,
  SANDBOX_CREDENTIALS,
  type ServiceSettings,
  type SettingsClass,
  variableName,
} from '#config';
import { accountVariables, loadServiceSettings } from '#providers';
import { root } from './services/paths.js';

const ROOMS = ['.ci', 'apps', 'bench', 'docker', 'docs', 'libs', 'ops', 'packages', 'test', 'tools'];
/** A developer's own settings, and hashes of packages. */
const NOT_OURS = new Set(['.env', 'package-lock.json']);
const NAMES = [
  'TWILIO_AUTH_TOKEN',
  'SENDGRID_API_KEY',
  'SES_SECRET_ACCESS_KEY',
  'VONAGE_PRIVATE_KEY',
  'VONAGE_SIGNATURE_SECRET',
  'HTTP_PROVIDER_SECRET',
  'SENDGRID_WEBHOOK_PUBLIC_KEY',
  'SENDGRID_INBOUND_SECRET',
  'WEBHOOK_SIGNING_SECRET',
  'UNSUBSCRIBE_SECRET',
];

const NAME = NAMES.join('|');

/** By their form, wherever they stand; by the name of the setting, in code and in settings; by being called a secret. */
const FORMS = [
  /whsec_[A-Za-z0-9+/]{24,}={0,2}/g,
  /\bSG\.[\w.-]{13,}/g,
  /\bM(?:Fk|IG|II)[A-Za-z0-9+/]{70,}={0,2}/g,
  new RegExp(`(?:${NAME})['"]?: ?['"]([^'"$]{16,})['"]`, 'g'),
  new RegExp(`(?:${NAME})=([^\\s$]{16,})`, 'g'),
  /[A-Z_]*(?:SECRET|TOKEN|PASSWORD|KEY)\b = '([^'\s]{16,})'/g,
];

/** An id of a key, which is none; the sandbox's application is named by one too. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function publishedSecrets(): string[] {
  const ours = new Set<string>(Object.values(SANDBOX_CREDENTIALS));
  const found = new Set(ours);
  for (const text of texts())
    for (const form of FORMS) for (const match of text.matchAll(form)) found.add(match[1] ?? match[0]);
  return [...found].filter((each) => ours.has(each) || !UUID.test(each));
}

function texts(): string[] {
  const top = readdirSync(root, { withFileTypes: true });
  const files = top.filter((each) => each.isFile() && !NOT_OURS.has(each.name)).map(({ name }) => name);
  const rooms = top.filter((each) => each.isDirectory() && ROOMS.includes(each.name));
  const inRooms = rooms.flatMap((room) =>
    readdirSync(join(root, room.name), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && !each.parentPath.includes('node_modules'))
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  return [...files.map((file) => join(root, file)), ...inRooms].map((file) => readFileSync(file, 'utf8'));
}

function production(): Record<string, string> {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const secret = () => randomBytes(24).toString('base64');
  return {
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://user@db.example/sendstream',
    REDIS_URL: 'redis://redis.example',
    PUBLIC_URL: 'https://messages.example.com',
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
    TWILIO_AUTH_TOKEN: secret(),
    SENDGRID_API_KEY: `SG.${secret()}`,
    SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    SENDGRID_INBOUND_SECRET: secret(),
    WEBHOOK_SIGNING_SECRET: `whsec_${secret()}`,
    UNSUBSCRIBE_SECRET: secret(),
  };
}

/** The variables that are refused, by each app that has them. */
function refused(variable: string, value: string): boolean {
  const env = { ...production(), [variable]: value };
  const apps: SettingsClass<ServiceSettings>[] = [ApiSettings, ProcessorSettings];
  const has = (type: SettingsClass<ServiceSettings>) =>
    [...Object.keys(new type()).map(variableName), ...Object.keys(accountVariables())].includes(variable);
  return apps.filter(has).every((type) => {
    try {
      loadServiceSettings(type, env);
      return false;
    } catch (error) {
      return (error as Error).message.includes(`- ${variable} `);
    }
  });
}

describe('what is published in this repository', () => {
  const secrets = publishedSecrets();

  it('is found: what the files are known to hold', () => {
    const { SENDGRID_WEBHOOK_PUBLIC_KEY, SENDGRID_WEBHOOK_PRIVATE_KEY } = devEnv();
    expect(secrets).toEqual(
      expect.arrayContaining([SENDGRID_WEBHOOK_PUBLIC_KEY, SENDGRID_WEBHOOK_PRIVATE_KEY]),
    );
    expect(secrets).toEqual(expect.arrayContaining(Object.values(SANDBOX_CREDENTIALS)));
    expect(secrets.length).toBeGreaterThan(8);
  });

  // A fixture that this finds is made by chance, or goes into libs/config/src/secrets/published-secrets.ts.
  it.each(NAMES)('is refused in production as %s', (variable) => {
    expect(refused(variable, (production()[variable] as string) ?? '')).toBe(false);
    expect(secrets.filter((secret) => !refused(variable, secret))).toEqual([]);
  });

  it('is refused however the key of docker/dev.env is written', () => {
    const base64 = devEnv().SENDGRID_WEBHOOK_PUBLIC_KEY as string;
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    const ways = [
      base64.replace(/=+$/, ''),
      ` ${base64}`,
      base64.replaceAll('+', '-').replaceAll('/', '_'),
      key.export({ type: 'spki', format: 'pem' }) as string,
    ];
    for (const way of ways) expect(refused('SENDGRID_WEBHOOK_PUBLIC_KEY', way)).toBe(true);
  });

  it('has a password of the database, which is refused', () => {
    const url = (password: string) => `postgres://postgres:${password}@postgres:5432/sendstream`;
    expect(refused('DATABASE_URL', url(devEnv().POSTGRES_PASSWORD as string))).toBe(true);
    expect(refused('DATABASE_URL', url('chosen'))).toBe(false);
  });
});

function devEnv(): Record<string, string | undefined> {
  return parseEnv(readFileSync(join(root, 'docker/dev.env'), 'utf8'));
}
