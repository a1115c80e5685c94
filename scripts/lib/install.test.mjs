import { describe, expect, it } from 'vitest'
import { matchesLock } from './install.mjs'

const lock = {
  packages: {
    '': { name: 'app' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b-win32': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  },
}

describe('matchesLock', () => {
  it('accepts a complete install, with or without the optional packages', () => {
    expect(matchesLock(lock, { packages: lock.packages })).toBe(true)
    expect(
      matchesLock(lock, { packages: { 'node_modules/a': lock.packages['node_modules/a'] } }),
    ).toBe(true)
  })

  it.each([
    ['a missing package', {}],
    ['another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['another content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-z' } }],
    [
      'another version of an optional package',
      { ...lock.packages, 'node_modules/b-win32': { version: '1.0.0', integrity: 'sha512-b' } },
    ],
  ])('refuses %s', (_, packages) => {
    expect(matchesLock(lock, { packages })).toBe(false)
  })
})
