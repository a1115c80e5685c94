import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './paths.mjs'

const markdown = (folder) =>
  (existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    : []
  )
    .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
    .map((path) => join(root, folder, path))

const FILES = [
  ...readdirSync(root)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, name)),
  ...markdown('docs'),
  ...markdown('features'),
  ...markdown('examples'),
]

const textOf = (path) => readFileSync(path, 'utf8')

/** Where the proof was deleted, the documents still say what it has shown. */
const isThere = (path) =>
  existsSync(path) || (relative(root, path).startsWith('proof') && !existsSync(join(root, 'proof')))

describe('when a file that the documentation names moves, or is not written', () => {
  it('its links lead nowhere', () => {
    const broken = FILES.flatMap((file) =>
      [...textOf(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, target]) => target)
        .filter((target) => !isThere(join(dirname(file), target)))
        .map((target) => `${relative(root, file)}: ${target}`),
    )
    expect(broken).toEqual([])
  })

  it('a decision has another number in its heading', () => {
    const wrong = FILES.filter((file) => /decisions\/\d{4}/.test(file.replaceAll('\\', '/')))
      .map((file) => [relative(root, file), textOf(file).split('\n')[0]])
      .filter(([file, heading]) => !heading.startsWith(`# ${/\d{4}/.exec(file)[0]}: `))
    expect(wrong).toEqual([])
  })

  it('SECURITY.md holds a promise by nothing', () => {
    const rows = textOf(join(root, 'SECURITY.md')).match(/^\|.+\|$/gm) ?? []
    const { scripts } = JSON.parse(textOf(join(root, 'package.json')))
    const missing = rows
      .slice(2)
      .flatMap((row) => [
        ...row
          .split('|')
          .slice(2)
          .join('|')
          .matchAll(/`([^`]+)`/g),
      ])
      .map(([, name]) => name)
      .filter((name) =>
        name.startsWith('npm run ')
          ? existsSync(join(root, 'proof')) && !(name.slice('npm run '.length) in scripts)
          : !isThere(join(root, name)),
      )
    expect(rows.length).toBeGreaterThan(20)
    expect(missing).toEqual([])
  })
})

describe('when a decision is written', () => {
  it('the index of decisions has it, under a number that no other has', () => {
    const folder = join(root, 'docs/decisions')
    const pages = readdirSync(folder).filter((name) => /^\d/.test(name))
    const listed = [...textOf(join(folder, 'README.md')).matchAll(/\]\((\d[^)]+)\)/g)]
    expect(listed.map(([, name]) => name).sort()).toEqual(pages.sort())
    const numbers = pages.map((name) => name.slice(0, 4))
    expect(numbers).toEqual([...new Set(numbers)])
  })
})
