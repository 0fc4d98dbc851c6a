import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDirectory } from '../services/paths.js';

/** A P-256 key pair for SendGrid's signed events, base64 DER as SendGrid's settings page shows the public one. */
export interface SandboxKeys {
  publicKey: string;
  privateKey: string;
}

/** The key pair of this checkout, made once. */
export function sandboxKeys(): SandboxKeys {
  const file = join(localDirectory(), 'sandbox-keys.json');
  if (!existsSync(file)) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    });
    const keys = { publicKey: publicKey.toString('base64'), privateKey: privateKey.toString('base64') };
    writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as SandboxKeys;
}
