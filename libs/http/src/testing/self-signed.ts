import { generateKeyPairSync, sign } from 'node:crypto';

/** How a certificate is signed with SHA-256 (RFC 5758, 3.2; RFC 4055, 5): by ECDSA on P-256, or by RSA. */
const KINDS = {
  ec: {
    keys: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    algorithm: () => sequence(oid('2a8648ce3d040302')),
  },
  rsa: {
    keys: () => generateKeyPairSync('rsa', { modulusLength: 2_048 }),
    algorithm: () => sequence(oid('2a864886f70d01010b'), der(0x05, Buffer.alloc(0))),
  },
};

/** A fresh key and self-signed X.509 certificate for 127.0.0.1, valid for some hours, as PEM (RFC 5280, 4.1). */
export function selfSigned(hours = 1, kind: keyof typeof KINDS = 'ec'): { key: string; cert: string } {
  const { privateKey, publicKey } = KINDS[kind].keys();
  const algorithm = KINDS[kind].algorithm();
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('127.0.0.1')))));
  const validity = sequence(utcTime(Date.now() - 60_000), utcTime(Date.now() + hours * 3_600_000));
  const alternativeName = sequence(
    oid('551d11'),
    der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1])))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])), // serial number
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(alternativeName)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]));
  const base64 = sequence(body, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function utcTime(time: number): Buffer {
  const digits = new Date(time).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}
