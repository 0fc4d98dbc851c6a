import ipaddr from 'ipaddr.js';

const GLOBAL_IPV6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * True for an address of the public internet. False for loopback, private, link-local, shared (RFC 6598), multicast and
 * reserved ones, for documentation and benchmarks, and for IPv6 that carries an IPv4 address in itself (mapped, 6to4,
 * Teredo, NAT64): what that leads to is another network's decision.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry
 */
export function isPublicAddress(text: string): boolean {
  // `parse` alone would also take 0x7f.1 and the like; by the time an address comes here it is in its usual form.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).range() === 'unicast';
  if (!ipaddr.IPv6.isValid(text)) return false;
  const address = ipaddr.IPv6.parse(text);
  return !address.zoneId && address.range() === 'unicast' && address.match(GLOBAL_IPV6);
}
