import {
  ApiSettings,
  loadSettings,
  ProcessorSettings,
  SANDBOX_CREDENTIALS,
  SettingsError,
  variableName,
} from '#config';
import { accountVariables, loadServiceSettings } from '#providers';
import { SandboxSettings } from '../../../apps/sandbox/src/sandbox-settings.js';
import { isFree } from '../services/free-port.js';
import { reservePort } from '../services/reserved-port.js';
import { ServiceUnavailable } from '../services/service-unavailable.js';
import { sandboxKeys } from './sandbox-keys.js';

/** The variables a development system runs with; every one that the user set is as the user set it. */
export interface SystemEnvironment {
  variables: Record<string, string>;
  ports: { api: number; processor: number; sandbox: number; smtp: number };
}

/** In place of the address that is chosen later. */
const ITS_SANDBOX = 'http://localhost';
/** Chosen from what the user set: 0 is any free one. */
const PORTS = new Set(['PORT', 'PROCESSOR_PORT', 'SANDBOX_PORT', 'SANDBOX_SMTP_PORT']);

/**
 * Completes the user's variables to a whole system: ports, the sandbox as provider, and its keys.
 * @throws ServiceUnavailable when a port that the user set is taken.
 */
export async function systemEnvironment(
  user: NodeJS.ProcessEnv,
  stores: { databaseUrl: string; redisUrl: string },
): Promise<SystemEnvironment> {
  const ports = {
    api: await portFor(user, 'PORT', 8080),
    processor: await portFor(user, 'PROCESSOR_PORT', 8081),
    sandbox: await portFor(user, 'SANDBOX_PORT', 8082),
    smtp: await portFor(user, 'SANDBOX_SMTP_PORT', 8025),
  };
  const sandboxUrl = `http://localhost:${ports.sandbox}`;
  // A key that the user set has its other half with the user.
  const ownKeys = !user.SENDGRID_WEBHOOK_PUBLIC_KEY && !user.SENDGRID_WEBHOOK_PRIVATE_KEY;
  const keys = ownKeys ? sandboxKeys() : undefined;
  const chosen: Record<string, string> = {
    NODE_ENV: 'development',
    // Who tries things out is not to be slowed down.
    RATE_LIMIT_REQUESTS: '0',
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    PORT: String(ports.api),
    PROCESSOR_PORT: String(ports.processor),
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_SMTP_PORT: String(ports.smtp),
    PUBLIC_URL: `http://localhost:${ports.api}`,
    TWILIO_BASE_URL: sandboxUrl,
    SENDGRID_BASE_URL: sandboxUrl,
    SES_BASE_URL: sandboxUrl,
    SMTP_URL: SANDBOX_CREDENTIALS.smtpUrl.replace(/\d+$/, String(ports.smtp)),
    VONAGE_BASE_URL: sandboxUrl,
    HTTP_PROVIDER_URL: `${sandboxUrl}/http/messages`,
    // What is tried out here runs here: the receiver of a webhook, a file to attach.
    ALLOW_PRIVATE_NETWORKS: 'true',
    ...(keys && {
      SENDGRID_WEBHOOK_PUBLIC_KEY: keys.publicKey,
      SENDGRID_WEBHOOK_PRIVATE_KEY: keys.privateKey,
    }),
  };
  const variables = Object.fromEntries(
    Object.entries(chosen).map(([name, value]) => [name, PORTS.has(name) ? value : user[name] || value]),
  );
  return { variables, ports };
}

/**
 * Looks at the user's variables before anything is started or migrated for them, and before others are made from them.
 * @throws SettingsError naming every variable that is wrong, of all apps at once.
 */
export function requireUsableSettings(user: NodeJS.ProcessEnv): void {
  const own = Object.fromEntries(Object.entries(user).filter(([, value]) => value !== ''));
  const places = [
    ...['TWILIO_BASE_URL', 'SENDGRID_BASE_URL', 'SES_BASE_URL', 'VONAGE_BASE_URL'],
    'HTTP_PROVIDER_URL',
  ];
  const env = { ...Object.fromEntries(places.map((name) => [name, ITS_SANDBOX])), ...own };
  const problems = [
    () => loadServiceSettings(ApiSettings, env),
    () => loadServiceSettings(ProcessorSettings, env),
    () => loadSettings(SandboxSettings, env),
  ].flatMap(problemsOf);
  if (problems.length > 0) throw new SettingsError([...new Set(problems)]);
}

function problemsOf(load: () => unknown): string[] {
  try {
    load();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

/**
 * The settings of `env` that a command beside the running system has to share with it. The ports are the running
 * apps'; a second processor takes any other for its health.
 */
export function sharedSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const settings = { ...new ApiSettings(), ...new ProcessorSettings() };
  const names = [...Object.keys(settings).map(variableName), ...Object.keys(accountVariables())];
  const shared = Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  delete shared.PORT;
  return { ...shared, PROCESSOR_PORT: '0' };
}

async function portFor(user: NodeJS.ProcessEnv, variable: string, standard: number): Promise<number> {
  const given = user[variable];
  const port = Number(given || 0);
  if (port === 0) return reservePort(standard);
  if (!(await isFree(port))) {
    throw new ServiceUnavailable(`${variable} is ${port}, and something listens there already.`);
  }
  return port;
}
