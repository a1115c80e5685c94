import { describe, expect, it } from 'vitest'
import { constraintsOf, membersOf, typeOf } from './schema-words'

const session = { $ref: '#/components/schemas/Session' }

describe('typeOf', () => {
  it('when a schema is named, gives the name, in a list and in a choice as well', () => {
    expect(typeOf(session)).toEqual([{ name: 'Session' }])
    expect(typeOf({ type: 'array', items: session })).toEqual(['array of ', { name: 'Session' }])
    expect(typeOf({ anyOf: [session, { type: 'null' }] })).toEqual([
      { name: 'Session' },
      ' or ',
      'null',
    ])
    expect(typeOf({ allOf: [session, { type: 'object' }] })).toEqual([
      { name: 'Session' },
      ' and ',
      'object',
    ])
  })

  it('when a value may be null or anything, shows that', () => {
    expect(typeOf({ type: ['string', 'null'] })).toEqual(['string or null'])
    expect(typeOf({})).toEqual(['any'])
  })
})

describe('constraintsOf', () => {
  it('when a keyword is neither type, member nor text, shows it, a new one too', () => {
    expect(
      constraintsOf({ type: 'string', minLength: 1, enum: ['a', null], contentEncoding: 'base64' }),
    ).toEqual([
      ['minLength', '1'],
      ['enum', 'a, null'],
      ['contentEncoding', 'base64'],
    ])
  })

  it('when the items of a list have constraints, shows them as theirs', () => {
    expect(constraintsOf({ type: 'array', maxItems: 2, items: { format: 'uuid' } })).toEqual([
      ['maxItems', '2'],
      ['items format', 'uuid'],
    ])
  })
})

describe('membersOf', () => {
  it('when an object is in a list or a part of another, finds its members', () => {
    const object = { type: 'object', properties: { id: {}, ip: {} }, required: ['id'] } as const
    const members = [
      { name: 'id', schema: {}, required: true },
      { name: 'ip', schema: {}, required: false },
    ]
    const schema = { ...object, required: [...object.required] }
    expect(membersOf(schema)).toEqual(members)
    expect(membersOf({ type: 'array', items: schema })).toEqual(members)
    expect(membersOf({ allOf: [session, schema] })).toEqual(members)
  })
})
