import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readQuery } from '../../lib/http/query'

const schema = z.object({ limit: z.string().regex(/^\d$/, 'One digit.').optional() })
const read = (query: string) => readQuery(new URL(`http://localhost/x?${query}`), schema)

test('when a query has more than the schema knows, the rest is dropped', () => {
  expect(read('')).toEqual({ ok: true, value: {} })
  expect(read('limit=7&other=8')).toEqual({ ok: true, value: { limit: '7' } })
})

describe('refused', () => {
  test('when the schema refuses a member, it is named', () => {
    const errors = [{ path: 'limit', message: 'One digit.' }]
    expect(read('limit=x')).toEqual({ ok: false, code: 'invalid-input', errors })
  })

  test.each(['limit=1&limit=1', 'other=1&other=2'])(
    'when a member comes twice, it is refused: %s',
    (query) => {
      expect(read(query)).toMatchObject({ code: 'invalid-input' })
    },
  )

  test('when a name is one that every object has, it is like any other', () => {
    expect(read('__proto__=x&constructor=y')).toEqual({ ok: true, value: {} })
  })
})
