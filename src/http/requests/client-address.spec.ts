import { IncomingMessage } from 'node:http';
import { isIP, Socket } from 'node:net';
import { array, assert, ipV4, ipV6, nat, oneof, property, string } from 'fast-check';
import { addressOf, clientAddress, networkOf } from './client-address.js';

describe('the address of who asks', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['"203.0.113.7:51234"', '203.0.113.7'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['"[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:443', 'fe80::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
    ['::1', '::1'],
    ['::', '::'],
  ])('is read from %s', (text, address) => {
    expect(clientAddress(text)).toBe(address);
  });

  it.each([
    undefined,
    '',
    ' ',
    'unknown',
    '_hidden',
    'localhost',
    'example.com:80',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.07',
    '0xcb.0.113.7',
    '3405803783',
    '203.0.113.7:',
    '203.0.113.7:x',
    '203.0.113.7:123456',
    '203.0.113.7, 198.51.100.1',
    '"203.0.113.7',
    '203.0.113.7"',
    '"',
    '""',
    '[203.0.113.7]',
    '[2001:db8::1',
    '2001:db8::1]',
    '[]',
    '[]:443',
    '2001:db8::1::2',
    '2001:db8:::1',
    '12345::1',
    '1:2:3:4:5:6:7:8:9',
    '2001:db8::1/64',
    '%eth0',
    `203.0.113.7${' '.repeat(200)}`,
    `fe80::1%${'x'.repeat(10_000)}`,
    '['.repeat(10_000),
  ])('is none where there is none: %j', (text) => {
    expect(clientAddress(text)).toBeUndefined();
  });

  it('is the same however it is written, and reading it again changes nothing', () => {
    const written = property(ipV6(), ipV4(), nat(65_535), (v6, v4, port) => {
      const read = clientAddress(v6);
      expect(clientAddress(read)).toBe(read);
      expect(clientAddress(v6.toUpperCase())).toBe(read);
      expect(clientAddress(`[${v6}]:${port}`)).toBe(read);
      expect(clientAddress(`${v4}:${port}`)).toBe(v4);
      expect(clientAddress(`::ffff:${v4}`)).toBe(v4);
    });
    expect(() => assert(written)).not.toThrow();
  });

  it('is an address or none, whatever is written', () => {
    const anything = property(string(), (text) => {
      const read = clientAddress(text);
      expect(read === undefined || isIP(read) > 0).toBe(true);
    });
    expect(() => assert(anything)).not.toThrow();
  });
});

describe('where a request comes from', () => {
  const LOAD_BALANCER = '192.0.2.1';

  /** A request that the load balancer passes on, as proxies before it and whoever asks have written. */
  const addressBy = (hops: number, forwarded?: string): string | undefined => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: LOAD_BALANCER });
    const request = new IncomingMessage(socket);
    if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
    return addressOf(request, { trustProxyHops: hops });
  };

  it.each([
    [0, undefined, LOAD_BALANCER],
    [0, '203.0.113.7', LOAD_BALANCER],
    [1, undefined, LOAD_BALANCER],
    [1, '203.0.113.7', '203.0.113.7'],
    [1, '198.51.100.66, 203.0.113.7', '203.0.113.7'],
    [1, '198.51.100.66,203.0.113.7:51234', '203.0.113.7'],
    [1, '198.51.100.66, unknown', undefined],
    [2, '203.0.113.7, 192.0.2.2', '203.0.113.7'],
    [2, '198.51.100.66, 203.0.113.7, 192.0.2.2', '203.0.113.7'],
    [2, '203.0.113.7', '203.0.113.7'],
    [3, '198.51.100.66, 203.0.113.7, 192.0.2.3, 192.0.2.2', '203.0.113.7'],
  ])('is told by %i proxies: %s is %s', (hops, forwarded, address) => {
    expect(addressBy(hops, forwarded)).toBe(address);
  });

  it('is what the proxies saw, whatever whoever asks has written before them', () => {
    const lies = array(oneof(ipV4(), ipV6(), string()), { maxLength: 5 });
    const seen = property(
      lies,
      ipV4(),
      array(ipV4(), { maxLength: 3 }),
      (made, client, proxies) => {
        const forwarded = [...made, client, ...proxies].join(', ');
        expect(addressBy(proxies.length + 1, forwarded)).toBe(client);
        expect(addressBy(0, forwarded)).toBe(LOAD_BALANCER);
      },
    );
    expect(() => assert(seen)).not.toThrow();
  });
});

describe('who is counted as one', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::1:0:0:1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
  ])('%s belongs to %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
