import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commonPasswordsProblem, isCommonPassword } from '../../lib/auth/passwords/common-passwords'

test('when the list is installed, there is no problem', () => {
  expect(commonPasswordsProblem()).toBeNull()
})

test('when the list is missing or cut off, one sentence says what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-list-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const said = /^The list of common passwords is missing or damaged: .* Run "npm ci" there/
  expect(commonPasswordsProblem(folder)).toMatch(said)

  const name = /no readable (\S+) below/.exec(commonPasswordsProblem(folder) ?? '')?.[1] ?? ''
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), '123456\npassword\n')
  expect(commonPasswordsProblem(folder)).toMatch(said)

  writeFileSync(join(folder, name), '123456\npassword\n'.repeat(100_000))
  expect(commonPasswordsProblem(folder)).toBeNull()
})

test('when only the most used are asked for, the end of the list does not count', () => {
  expect(isCommonPassword('welcome', 'most used')).toBe(true)
  expect(isCommonPassword('vjht008')).toBe(true)
  expect(isCommonPassword('vjht008', 'most used')).toBe(false)
})
