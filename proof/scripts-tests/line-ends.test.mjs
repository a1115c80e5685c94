import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../scripts/lib/paths.mjs'

it('when Git writes the line ends of Windows, a clone has those of the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-line-ends-'))
  const [origin, clone] = [join(folder, 'origin'), join(folder, 'clone')]
  const git = (...args) => execFileSync('git', args, { stdio: 'pipe' })
  git('init', '--quiet', origin)
  copyFileSync(`${root}.gitattributes`, join(origin, '.gitattributes'))
  const files = { 'page.tsx': 'one\ntwo\n', LICENSE: 'one\ntwo\n', 'shot.png': 'one\ntwo\0\n' }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(origin, name), text)
  git('-C', origin, 'add', '.')
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@mail.example']
  git('-C', origin, ...author, 'commit', '--quiet', '--message', 'files')
  git('-c', 'core.autocrlf=true', 'clone', '--quiet', origin, clone)
  const cloned = Object.keys(files).map((name) => [name, readFileSync(join(clone, name), 'utf8')])
  expect(Object.fromEntries(cloned)).toEqual(files)
  rmSync(folder, { recursive: true })
})
