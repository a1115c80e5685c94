import { describe, expect, it } from 'vitest'
import { compareSchemas, describeTable, parentsFirst } from '../../features/db-copy/schema.mjs'

const table = (name, columns = { id: 'text' }, more = {}) =>
  describeTable(
    name,
    Object.entries(columns).map(([column, type]) => ({ name: column, type })),
    { key: ['id'], parents: [], ...more },
  )

describe('describeTable', () => {
  it('sorts the columns by name, and knows what they hold on either database', () => {
    const columns = { id: 'text', b: 'bigint', a: 'INTEGER', c: 'boolean' }
    expect(table('t', columns).columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'a integer',
      'b integer',
      'c integer',
      'id text',
    ])
  })

  it('refuses a type that it cannot hold equal, and a table without a primary key', () => {
    expect(() => table('t', { id: 'text', a: 'REAL' })).toThrow('t.a is of the type real')
    expect(() => table('t', { id: 'text' }, { key: [] })).toThrow('t has no primary key')
  })
})

describe('parentsFirst', () => {
  it('orders by reference, then by name', () => {
    const tables = [
      table('a', undefined, { parents: ['c', 'a'] }),
      table('b', undefined, { parents: ['a'] }),
      table('c'),
    ]
    expect(parentsFirst(tables).map(({ name }) => name)).toEqual(['c', 'a', 'b'])
  })

  it('refuses a circle', () => {
    const tables = [
      table('a', undefined, { parents: ['b'] }),
      table('b', undefined, { parents: ['a'] }),
    ]
    expect(() => parentsFirst(tables)).toThrow('The tables a, b refer to each other in a circle.')
  })
})

describe('compareSchemas', () => {
  const here = [table('t', { id: 'text', a: 'integer' })]

  it('takes what means the same on both databases', () => {
    expect(() => compareSchemas(here, [table('t', { a: 'bigint', id: 'TEXT' })])).not.toThrow()
  })

  it.each([
    ['only the source has the table t', []],
    ['only the target has the table u', [...here, table('u')]],
    ['only the source has the column t.a', [table('t')]],
    ['only the target has the column t.b', [table('t', { id: 'text', a: 'integer', b: 'text' })]],
    ['t.a is of different types', [table('t', { id: 'text', a: 'text' })]],
    ['t has different primary keys', [table('t', { id: 'text', a: 'integer' }, { key: ['a'] })]],
  ])('says that %s', (sentence, there) => {
    expect(() => compareSchemas(here, there)).toThrow(`Source and target differ: ${sentence}.`)
  })
})
