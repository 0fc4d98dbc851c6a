import { faultOfTarget, targetOf, withPlainOrigin } from './guarded-target.js';
import { isPublicAddress } from './public-address.js';

const PUBLIC = { allowPrivateNetworks: false };
const PRIVATE = { allowPrivateNetworks: true };

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.255.255', '2606:4700:4700::1111'])(
    'is true for %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['this machine', '0.0.0.0', '127.0.0.1', '127.255.255.254', '::', '::1'],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
    ['link-local', '169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'fec0::1'],
    ['shared by a carrier', '100.64.0.1', '100.127.255.255'],
    ['multicast or broadcast', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
    ['reserved', '0.1.2.3', '192.0.0.8', '198.18.0.1', '240.0.0.1', '192.88.99.1', '100::1', '4000::1'],
    ['for documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    [
      'IPv4 within IPv6',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::ffff:7f00:1',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
    ],
    ['IPv4 within a tunnel', '2002:7f00:1::', '2001:0:7f00:1::', '64:ff9b:1::a00:1', '::ffff:0:7f00:1'],
    ['no address', '', 'localhost', '2130706433', '0x7f.1', '127.1', '1.2.3.4.5', 'nonsense'],
  ])('is false for what is %s', (_, ...addresses) => {
    for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });
});

describe('targetOf', () => {
  it.each([
    ['loopback', 'http://127.0.0.1/', 'http://[::1]/', 'http://0.0.0.0/', 'http://[::]/', 'http://127.1/'],
    ['its names', 'http://localhost/', 'http://LOCALHOST./', 'http://a.localhost/'],
    ['decimal', 'http://2130706433/', 'http://0/'],
    ['octal', 'http://0177.0.0.1/', 'http://017700000001/'],
    ['hexadecimal', 'http://0x7f000001/', 'http://0x7f.0.0.1/', 'http://0xa9fea9fe/'],
    ['mixed and full-width', 'http://0x7f.1/', 'http://１２７.０.０.１/', 'http://127。0。0。1/'],
    ['metadata services', 'http://169.254.169.254/latest/meta-data/', 'http://[fd00:ec2::254]/'],
    [
      'private networks',
      'http://10.0.0.1/',
      'http://172.16.5.5/',
      'http://192.168.0.1/',
      'http://100.64.0.1/',
    ],
    ['mapped', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:a9fe:a9fe]/', 'http://[0:0:0:0:0:ffff:0a00:1]/'],
    ['embedded', 'http://[64:ff9b::10.0.0.1]/', 'http://[2002:7f00:1::]/', 'http://[::127.0.0.1]/'],
    ['others', 'http://224.0.0.1/', 'http://[fe80::1]/', 'http://[fc00::1]/', 'http://255.255.255.255/'],
  ])('refuses %s', (_, ...urls) => {
    for (const url of urls)
      expect([url, faultOfTarget(url, PUBLIC)]).toEqual([url, 'must not lead into a private network']);
  });

  it.each([
    ['no URL', 'example.com', '//example.com/', '', 'http://', 'http://[::1', 'http://a b/'],
    [
      'another scheme',
      'ftp://example.com/',
      'file:///etc/passwd',
      'gopher://example.com/',
      'javascript:alert(1)',
    ],
    [
      'credentials',
      'https://user:password@example.com/',
      'https://user@example.com/',
      'http://127.0.0.1@example.com/',
    ],
    [
      'the port of another protocol',
      'http://example.com:22/',
      'http://example.com:25/',
      'http://example.com:0/',
    ],
    ['too long', `https://example.com/${'a'.repeat(2_048)}`],
  ])('refuses %s', (_, ...urls) => {
    for (const url of urls)
      expect([url, faultOfTarget(url, PUBLIC)]).toEqual([url, expect.stringMatching(/^must/)]);
  });

  it('takes web addresses', () => {
    for (const url of [
      'https://example.com/a?b=c',
      'http://example.com:8080/',
      'https://93.184.216.34/',
      'https://xn--bcher-kva.example/',
    ])
      expect(targetOf(url, PUBLIC).href).toBe(url);
  });

  it('asks for https where that is the rule', () => {
    expect(faultOfTarget('http://example.com/', { ...PUBLIC, httpsOnly: true })).toBe('must be an https URL');
    expect(faultOfTarget('https://example.com/', { ...PUBLIC, httpsOnly: true })).toBeNull();
  });

  it('takes private addresses where they are allowed, and still no credentials', () => {
    expect(faultOfTarget('http://127.0.0.1:99/', PRIVATE)).toBeNull();
    expect(faultOfTarget('http://localhost/', PRIVATE)).toBeNull();
    expect(faultOfTarget('http://user@localhost/', PRIVATE)).toMatch(/password/);
  });
});

describe('withPlainOrigin', () => {
  it.each([
    ['https://example.com/a?b=C#d', 'https://example.com/a?b=C#d'],
    ['https://example.com', 'https://example.com'],
    ['HTTPS://Example.COM:443/Path', 'https://example.com/Path'],
    ['http://example.com:80?x', 'http://example.com?x'],
    ['http://example.com:443/', 'http://example.com:443/'],
    ['https://bücher.example/ä', 'https://xn--bcher-kva.example/ä'],
    ['https://example.com\\1/x', 'https://example.com/1/x'],
    ['https://user:word@Example.com/', 'https://user:word@example.com/'],
    ['https://example.com/$&', 'https://example.com/$&'],
    ['nonsense', 'nonsense'],
  ])('of %s is %s', (text, plain) => expect(withPlainOrigin(text)).toBe(plain));
});
