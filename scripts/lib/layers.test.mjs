/** Imports point one way: a file knows its own layer and those below it. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './paths.mjs'

/** From the lowest up. A row's layers know nothing of each other. */
const LAYERS = [
  ['lib/brand', 'lib/utils'],
  ['lib/contract', 'lib/log'],
  ['db'],
  ['lib/config'],
  ['lib/auth', 'lib/client', 'lib/limits'],
  ['lib/mail'],
  ['lib/http'],
  ['components'],
  ['features'],
  ['lib/start-up'],
  ['app', 'middleware', 'instrumentation'],
]
/** The client runs in the browser: of the server it knows what is seen from outside. */
const OF_CLIENT = ['lib/brand', 'lib/contract', 'lib/client']

const files = ['app', 'components', 'features', 'lib', 'db', 'e2e', 'scripts', '.']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' }).map((name) =>
      normalize(join(folder, name)).replaceAll('\\', '/'),
    ),
  )
  .filter((name) => /\.(tsx?|mjs|js)$/.test(name))

const layerOf = (file) =>
  LAYERS.flat().find((layer) => file.startsWith(`${layer}/`) || file.startsWith(`${layer}.`)) ??
  (file.startsWith('lib/') ? 'lib/start-up' : undefined)
const rankOf = (layer) => LAYERS.findIndex((row) => row.includes(layer))
const isTest = (file) => /\.(test|spec)\.|testing|^e2e\/|\/e2e\//.test(file)

const imports = files.flatMap((file) =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\() ?'((?:\.|@\/)[^']*)'/g),
  ].map(([, path]) => ({
    file,
    to: path.startsWith('@/') ? path.slice(2) : normalize(join(dirname(file), path)),
  })),
)

it('when a file imports from a layer above its own, it is named', () => {
  const upward = imports
    .filter(({ file }) => !isTest(file))
    .filter(({ file, to }) => {
      const [own, other] = [layerOf(file), layerOf(`${to}/`)]
      if (!own || !other || own === other) return false
      if (own === 'lib/client') return !OF_CLIENT.includes(other)
      return rankOf(other) >= rankOf(own)
    })
    .map(({ file, to }) => `${file} -> ${to}`)
  expect(upward).toEqual([])
})

it('when a file outside the proof imports from it, it is named', () => {
  expect(imports.filter(({ to }) => to.startsWith('proof/'))).toEqual([])
})

const MACHINE = /^(db|lib\/(auth|client|http))\//
/** Files of the machine that a clone edits. */
const EDITED = [
  'db/schema.ts',
  'lib/auth/account/export.ts',
  'lib/auth/account/public-user.ts',
  'lib/auth/events/record-event.ts',
  'lib/auth/labels.ts',
  'lib/auth/passwords/password-policy.ts',
  'lib/auth/tokens/one-time-token.ts',
  'lib/http/content-security-policy.ts',
  'lib/http/openapi/account-operations.ts',
  'lib/http/routes.ts',
  'lib/http/security-headers.ts',
]

it('when a clone need not edit a file of the machine, its first line says that', () => {
  const unmarked = files
    .filter((file) => MACHINE.test(file) && !isTest(file))
    .filter((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      return !text.startsWith('// Machine: a clone need not edit this file.\n')
    })
  expect(unmarked.sort()).toEqual(EDITED)
})
