import { describe, expect, it } from 'vitest'
import { compareSchemas, describeTables, parentsFirst } from '../../features/db-copy/schema.mjs'

const table = (name, columns = { id: 'text' }, { key = ['id'], parents = [] } = {}) =>
  describeTables(
    Object.entries(columns).map(([column, type]) => {
      const place = key.indexOf(column)
      return [name, column, type, place < 0 ? null : place]
    }),
    parents.map((parent) => [name, parent]),
  )[0]

describe('describeTables', () => {
  it('when columns are in any order, sorts them by name, with what they hold on either database', () => {
    const columns = { id: 'text', b: 'bigint', a: 'INTEGER', c: 'boolean' }
    expect(table('t', columns).columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'a integer',
      'b integer',
      'c integer',
      'id text',
    ])
  })

  it('when a type cannot be held equal, or a table has no primary key, refuses it', () => {
    expect(() => table('t', { id: 'text', a: 'REAL' })).toThrow('t.a is of the type real')
    expect(() => table('t', { id: 'text' }, { key: [] })).toThrow('t has no primary key')
  })
})

describe('parentsFirst', () => {
  it('when tables refer to others, orders them by that, then by name', () => {
    const tables = [
      table('a', undefined, { parents: ['c', 'a'] }),
      table('b', undefined, { parents: ['a'] }),
      table('c'),
    ]
    expect(parentsFirst(tables).map(({ name }) => name)).toEqual(['c', 'a', 'b'])
  })

  it('when tables refer to each other in a circle, refuses them', () => {
    const tables = [
      table('a', undefined, { parents: ['b'] }),
      table('b', undefined, { parents: ['a'] }),
    ]
    expect(() => parentsFirst(tables)).toThrow('The tables a, b refer to each other in a circle.')
  })
})

describe('compareSchemas', () => {
  const here = [table('t', { id: 'text', a: 'integer' })]

  it('when types mean the same on both databases, takes them', () => {
    expect(() => compareSchemas(here, [table('t', { a: 'bigint', id: 'TEXT' })])).not.toThrow()
  })

  it.each([
    ['source', 'the column t.a with integer in it', []],
    ['target', 'the column u.id with text in it', [...here, table('u')]],
    ['source', 'the column t.a with integer in it', [table('t')]],
    [
      'target',
      'the column t.b with text in it',
      [table('t', { id: 'text', a: 'integer', b: 'text' })],
    ],
    ['source', 'the column t.a with integer in it', [table('t', { id: 'text', a: 'text' })]],
    ['source', 'the primary key t(id)', [table('t', { id: 'text', a: 'integer' }, { key: ['a'] })]],
  ])('when only the %s has %s, refuses them', (side, part, there) => {
    expect(() => compareSchemas(here, there)).toThrow(
      `Source and target differ: only the ${side} has ${part}.`,
    )
  })
})
