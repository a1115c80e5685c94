import { expect, test } from 'vitest'
import { addressOf, networkOf } from '../../lib/auth/sessions/ip-address'

test.each([
  ['192.0.2.77', '192.0.2.0/24'],
  ['255.255.255.255', '255.255.255.0/24'],
  ['127.0.0.1', '127.0.0.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:DB8:0001::9', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8::/48'],
  ['2001:0:5::1', '2001:0:5::/48'],
  ['1:2:3::', '1:2:3::/48'],
  ['::1', '::/48'],
  ['::', '::/48'],
  ['fe80::1%eth0', 'fe80::/48'],
  ['::ffff:192.0.2.77', '192.0.2.0/24'],
  ['::ffff:c000:24d', '192.0.2.0/24'],
  ['64:ff9b::192.0.2.77', '64:ff9b::/48'],
  ['::ffff:0:192.0.2.77', '::/48'],
])('when the address is %s, its network is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test.each([null, '', 'unknown', '192.0.2', '192.0.2.777', ':::', 'a b'])(
  'when %j is no address, it has no network',
  (address) => {
    expect(networkOf(address)).toBeNull()
  },
)

test('when a proxy adds a port, brackets or a zone, the address alone is left, in one spelling', () => {
  for (const [entry, address] of [
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:443', 'fe80::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['::1', '::1'],
  ] as const) {
    expect(addressOf(entry), entry).toBe(address)
  }
})

test('when an entry is no address, there is none', () => {
  for (const entry of [
    '',
    'unknown',
    '_hidden',
    'localhost',
    '1.2.3',
    '1.2.3.400',
    '01.2.3.4',
    '0x7f.1',
    '2130706433',
    '1.2.3.4:',
    '1.2.3.4:port',
    '1.2.3.4:80:80',
    '[1.2.3.4]:80',
    '[::1',
    '::1]',
    '[::1]x',
    '[]',
    ':::',
    '::1/128',
    '1.2.3.4 ',
    '<b>1.2.3.4</b>',
    '<img src=x onerror=alert(1)>',
    `1.2.3.4${'\u00a0'}`,
    'x'.repeat(6_003),
  ]) {
    expect(addressOf(entry), entry).toBeNull()
  }
})
