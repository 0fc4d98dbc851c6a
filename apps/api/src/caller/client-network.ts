import ipaddr from 'ipaddr.js';

/**
 * Whom an address stands for: itself in IPv4, also where IPv6 carries it; in IPv6 its network of 64 bits, within which one
 * client has all the addresses it likes (RFC 4291, section 2.5.1).
 */
export function clientNetwork(address: string): string {
  const bare = address.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return address;
  const parsed = ipaddr.process(bare);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const groups = parsed.parts.slice(0, 4).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}
