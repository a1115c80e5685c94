import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { capture } from '../../scripts/lib/child.mjs'
import { isMissingPackage, matchesLock } from '../../scripts/lib/install.mjs'
import { root } from '../../scripts/lib/paths.mjs'

const lock = {
  packages: {
    '': { name: 'app' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b-win32': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  },
}

describe('matchesLock', () => {
  it('when npm leaves out an optional package of our own, lets its link be missing, too', () => {
    const own = {
      packages: {
        ...lock.packages,
        'db/old': { version: '1.0.0', optional: true },
        'node_modules/old': { resolved: 'db/old', link: true },
      },
    }
    expect(matchesLock(own, { packages: lock.packages })).toBe(true)
    own.packages['db/old'].optional = false
    expect(matchesLock(own, { packages: lock.packages })).toBe(false)
  })

  it('when an install is complete, accepts it with or without the optional packages', () => {
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
  ])('when there is %s, refuses it', (_, packages) => {
    expect(matchesLock(lock, { packages })).toBe(false)
  })
})

test('when the database driver is not installed, it differs from one whose binary does not load', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-driver-'))
  const load = async (file) => {
    const code = `require(${JSON.stringify(join(folder, file))})`
    return (await capture([process.execPath, '-e', code])).output
  }
  writeFileSync(join(folder, 'driver.node'), 'made for another Node')
  expect(isMissingPackage(await load('missing'))).toBe(true)
  const broken = await load('driver.node')
  expect(broken).toContain('ERR_DLOPEN_FAILED')
  expect(isMissingPackage(broken)).toBe(false)
  rmSync(folder, { recursive: true })
})

test('when the folder is a member of a workspace, a sentence says that, and it leaves the packages of the workspace alone', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'app-workspace-'))
  const member = join(workspace, 'member')
  mkdirSync(join(workspace, 'node_modules'))
  writeFileSync(join(workspace, 'node_modules/theirs'), '')
  writeFileSync(join(workspace, 'package.json'), '{ "workspaces": ["member"] }')
  for (const folder of ['lib', 'db', 'scripts']) {
    cpSync(join(root, folder), join(member, folder), {
      recursive: true,
      filter: (path) => !path.includes('.test.'),
    })
  }
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(join(root, file), join(member, file))
  }
  const { code, output } = await capture([process.execPath, join(member, 'scripts/test.mjs')])
  expect(code).toBe(1)
  expect(output).toContain(`a workspace of ${realpathSync(workspace)}`)
  expect(existsSync(join(workspace, 'node_modules/theirs'))).toBe(true)
  rmSync(workspace, { recursive: true })
})
