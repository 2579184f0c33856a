import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import proxyAddress from 'proxy-addr';
import type { Config } from '../../config/config.js';

/** Longer than any address with its zone, brackets and port. */
const MAX_LENGTH = 100;
const IPV6_GROUPS = 8;
/** What a provider gives to one household or one machine: within it, everybody can have any address. */
const NETWORK_GROUPS = 4;

/**
 * Where a request comes from, as far as the proxies in front are believed (TRUST_PROXY_HOPS), in the
 * one form that `clientAddress` has; nothing where what they say is no address.
 */
export const addressOf = (
  request: IncomingMessage,
  { trustProxyHops }: Pick<Config, 'trustProxyHops'>,
): string | undefined =>
  clientAddress(proxyAddress(request, (_address, hop) => hop < trustProxyHops));

/**
 * An IP address out of what proxies write into X-Forwarded-For: some add the port or quotes, and IPv6
 * comes in brackets, with a zone, in capitals, or wrapped around IPv4 (RFC 4291 §2.5.5.2).
 *
 * @returns IPv4, or IPv6 in its canonical text (RFC 5952), without a port
 */
export function clientAddress(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_LENGTH) return undefined;
  if (isIPv4(text)) return text; // as nearly always

  const { v4, bracketed, bare } = FORMS.exec(text.trim())?.groups ?? {};
  if (v4 !== undefined) return isIPv4(v4) ? v4 : undefined;
  const [address = ''] = (bracketed ?? bare ?? '').split('%', 1); // a zone says nothing elsewhere
  if (!isIPv6(address)) return undefined;
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address;
  const mapped = canonical.replace(/^::ffff:/, '');
  return isIPv4(mapped) ? mapped : canonical;
}

/** `1.2.3.4`, `1.2.3.4:5`, `[::1]`, `[::1]:5` and `::1`, each perhaps in quotes. */
const FORMS =
  /^(?<quote>"?)(?:(?<v4>[\d.]{7,15})(?::\d{1,5})?|\[(?<bracketed>[^\]]*)\](?::\d{1,5})?|(?<bare>[^[\]"]*))\k<quote>$/;

/** Those who are counted as one: an IPv4 address, or the /64 of an IPv6 one. Takes what `clientAddress` gives. */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address;
  const [left = [], right = []] = address
    .split('::')
    .map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: IPV6_GROUPS - left.length - right.length }, () => '0');
  const network = [...left, ...zeros, ...right].slice(0, NETWORK_GROUPS);
  return `${network.join(':')}::/64`;
}
