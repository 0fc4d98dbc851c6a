import { Client } from 'pg';
import { loadSettings } from '../load-settings.js';
import { ServiceSettings } from '../service-settings.js';
import { passwordOf } from './store-url.js';

const ODD = ['ab/cd+ef==', 'ab#cd', 'p%ss', 'a@b:c?d', "it's (1*)!", 'pässwörd 😀', '%2F', '\\'];

describe('a store by its parts', () => {
  it.each(ODD)('has the password %s', (password) => {
    const { databaseUrl, redisUrl } = loadSettings(ServiceSettings, {
      DATABASE_HOST: 'db.example',
      DATABASE_USER: 'we/us',
      DATABASE_PASSWORD: password,
      REDIS_HOST: '::1',
      REDIS_PASSWORD: password,
      REDIS_DATABASE: '3',
    });
    const client = new Client({ connectionString: databaseUrl });
    expect(client).toMatchObject({
      host: 'db.example',
      port: 5432,
      user: 'we/us',
      database: 'sendstream',
      password,
    });
    expect(passwordOf(redisUrl)).toBe(password);
    expect(new URL(redisUrl)).toMatchObject({
      hostname: '[::1]',
      port: '6379',
      pathname: '/3',
      username: '',
    });
  });

  it('yields to an address, and lends it a password', () => {
    const urlOf = (env: Record<string, string>) => loadSettings(ServiceSettings, env).databaseUrl;
    const parts = { DATABASE_HOST: 'other.example', DATABASE_PASSWORD: 'p%ss' };
    expect(urlOf({ ...parts, DATABASE_URL: 'postgres://me:mine@db.example/x' })).toBe(
      'postgres://me:mine@db.example/x',
    );
    expect(urlOf({ ...parts, DATABASE_URL: 'postgres://me@db.example/x?sslmode=require' })).toBe(
      'postgres://me:p%25ss@db.example/x?sslmode=require',
    );
  });

  it('is not confused by what Kubernetes sets for a service of that name', () => {
    const env = { REDIS_PORT: 'tcp://10.0.0.1:6379', DATABASE_PORT: 'tcp://10.0.0.2:5432' };
    expect(loadSettings(ServiceSettings, env).redisUrl).toBe('redis://localhost:6379');
    expect(loadSettings(ServiceSettings, { ...env, REDIS_HOST: 'redis' }).redisUrl).toBe(
      'redis://redis:6379/0',
    );
  });

  it.each([
    ['DATABASE_PORT', 'many'],
    ['DATABASE_HOST', 'a host'],
    ['REDIS_DATABASE', 'zero'],
  ])('names the part that is wrong: %s', (variable, value) => {
    expect(() =>
      loadSettings(ServiceSettings, { REDIS_HOST: 'r', DATABASE_HOST: 'd', [variable]: value }),
    ).toThrow(new RegExp(`${variable} must`));
  });
});
