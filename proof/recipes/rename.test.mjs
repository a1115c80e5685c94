import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { capture } from '../../scripts/lib/child.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { rename, slugOf } from '../../scripts/lib/rename.mjs'

const read = (path) => {
  try {
    return readFileSync(root + path, 'utf8')
  } catch {
    return undefined
  }
}
/** As if the first rename had been written. */
const again = (files) => (path) => files[path] ?? read(path)

test.each([
  ['Acme', 'acme'],
  ['Ünïcode & Söhne "Ltd"', 'unicode-sohne-ltd'],
  ['Straße 7', 'strasse-7'],
  ['A name of more than thirty-two letters', 'a-name-of-more-than-thirty-two-l'],
  ['日本', ''],
])('when a name is %s, its slug is %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})

test.each([
  ['', 'acme', /^The name is empty\.$/],
  ['x'.repeat(41), 'acme', /longer than 40/],
  ['a\nb', 'acme', /a character that/],
  ['a\u202eb', 'acme', /a character that/],
  ['<b>', 'acme', /a character that/],
  ['Acme', '', /^The slug "" is not 3 to 32 .* --slug acme$/],
  ['Acme', 'ab', /^The slug/],
  ['Acme', 'a'.repeat(33), /^The slug/],
  ['Acme', '3d-acme', /^The slug/],
  ['Acme', 'acme; Path', /^The slug/],
  ['Acme', 'ac--me', /^The slug/],
  ['Next', 'next', /is the name of something that the app uses/],
])('when the name is %j and the slug %j, a sentence says what is wrong', (name, slug, sentence) => {
  expect(rename(read, { name, slug })).toEqual({ problem: expect.stringMatching(sentence) })
})

test('when the app is renamed twice, the second name stands wherever the first one did', () => {
  const first = rename(read, { name: `It's "x"`, slug: 'its-x' }).files
  expect(first['lib/brand.ts']).toContain(String.raw`export const NAME = 'It\'s "x"'`)
  const second = rename(again(first), { name: 'Zebra', slug: 'zebra' })
  expect(second.before.slug).toBe('its-x')
  expect(second.files).toEqual(rename(read, { name: 'Zebra', slug: 'zebra' }).files)
})

test('when the proof, the examples and the documents are deleted, the rest is renamed', () => {
  const kept = ['lib/brand.ts', 'package.json', 'package-lock.json']
  const readKept = (path) => (kept.includes(path) ? read(path) : undefined)
  const { files } = rename(readKept, { name: 'Zebra', slug: 'zebra' })
  expect(Object.keys(files)).toEqual(kept)
})

test.each([
  [[], /^The name is missing\.\nUsage/],
  [['Acme', 'Ltd'], /^A name of several words goes in quotes: .* "Acme Ltd"$/],
  [['Acme', '--slgu', 'x'], /^Unknown option '--slgu'\.\nUsage/],
  [['next', '--yes'], /^The slug "next" is the name/],
])(
  'when the arguments are %j, the command says what is wrong and changes nothing',
  async (args, sentence) => {
    const before = read('lib/brand.ts')
    const { code, output } = await capture([process.execPath, `${root}scripts/rename.mjs`, ...args])
    expect([code, output.trim()]).toEqual([1, expect.stringMatching(sentence)])
    expect(read('lib/brand.ts')).toBe(before)
  },
)
