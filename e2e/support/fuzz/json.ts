/** JSON texts for a schema of the API's description: right ones, near ones, and what breaks parsers. */
import fc from 'fast-check'
import type { Schema } from '../openapi'

/** Text that parsers, hashes, databases and logs have stumbled over. */
const TROUBLE = [
  ...['', ' ', '\0', 'a\0b', '\ud800', 'a\udfff@mail.example', '\ufeff', '\u202e', '\u00a0x'],
  ...['a\r\nX-Injected: y', '{"level":"error"}', '%00', '%s%n', '#{7*7}', '<svg onload=1>'],
  ...["' OR 1=1 --", '"; --', '../../etc/passwd', '__proto__', 'constructor', 'null', '\\u0000'],
  ...['İ@mail.example', 'e\u0301', '\ufb03', '𝕏@𝕏.example', '😀'.repeat(300), '9'.repeat(400)],
]

/** Any UTF-16: half characters too. */
const utf16 = fc
  .array(fc.nat({ max: 0xffff }), { maxLength: 30 })
  .map((units) => String.fromCharCode(...units))

export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TROUBLE),
  utf16,
  fc.string({ unit: 'grapheme' }),
  fc.integer({ min: 1, max: 12_000 }).map((length) => 'x'.repeat(length)),
)

const deep = fc
  .tuple(fc.constantFrom('[', '{"a":', '{"__proto__":'), fc.integer({ min: 10, max: 3000 }))
  .map(([open, depth]) => `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}`)

/** A value of any kind, and what no JSON.stringify writes. */
const anyJson: fc.Arbitrary<string> = fc.oneof(
  anyText.map((text) => JSON.stringify(text)),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('1e400', '-0', '-1', '0.1', '123456789012345678901234567890', '[]', '{}', 'null'),
  fc.constantFrom('{"__proto__":{"isAdmin":true}}', '{"toString":1,"length":-1}', '{"then":1}'),
  deep,
)

/** Names that mean something to JavaScript, to the database, or to a guard. */
const NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON', ''],
  ...['id', 'userId', 'user_id', 'tokenVersion', 'disabledAt', 'emailVerifiedAt', 'isAdmin', '\0'],
]

/** A member of an object as it is written; `null` stands for what the operation is called with rightly. */
export type Member = { name: string; json: string | null }

/** A text for a schema; what the schema does not say is any JSON. */
export function jsonFor(schema: Schema): fc.Arbitrary<string> {
  const { type, enum: values, anyOf, oneOf, minimum = 0, maximum = 1e6, pattern, format } = schema
  const kinds = (anyOf ?? oneOf ?? (Array.isArray(type) && type.map((one) => ({ type: one })))) as
    | Schema[]
    | false
  if (kinds) return fc.oneof(...kinds.map(jsonFor))
  if (Array.isArray(values)) return fc.constantFrom(...values.map((one) => JSON.stringify(one)))
  if (type === 'boolean') return fc.constantFrom('true', 'false')
  if (type === 'integer' || type === 'number') {
    const near = [minimum, maximum, Number(minimum) - 1, Number(maximum) + 1].map(String)
    return fc.oneof(fc.integer().map(String), fc.constantFrom(...near))
  }
  if (type !== 'string') return anyJson
  const { maxLength = 300 } = schema as { maxLength?: number }
  const long = fc.constantFrom(maxLength, maxLength + 1).map((length) => 'x'.repeat(length))
  const like = pattern ? fc.stringMatching(new RegExp(String(pattern))) : fc.string()
  const formed = format === 'email' ? fc.emailAddress() : format === 'uuid' ? fc.uuid() : like
  return fc.oneof(formed, like, long).map((text) => JSON.stringify(text))
}

/** The members of an object: right, missing, of another kind, twice, in any order, and more of them. */
export function membersFor(schema: Schema, required: string[]): fc.Arbitrary<Member[]> {
  const described = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  const right = described.map(([name, one]) => {
    const good = required.includes(name) ? fc.constant(null) : jsonFor(one)
    const json = fc.oneof(
      { weight: 14, arbitrary: good },
      { weight: 1, arbitrary: jsonFor(one) },
      { weight: 1, arbitrary: anyJson },
    )
    return fc.option(fc.record({ name: fc.constant(name), json }), { freq: 15, nil: undefined })
  })
  const more = fc.record({
    name: fc.oneof(
      fc.constantFrom(...NAMES),
      fc.constantFrom('x', ...described.map(([name]) => name)),
      anyText,
    ),
    json: anyJson,
  })
  return fc
    .tuple(
      fc.tuple(...right),
      fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(more, { maxLength: 3 })),
    )
    .chain(([own, others]) => {
      const members = [...own.filter((member) => member !== undefined), ...others]
      return fc.shuffledSubarray(members, { minLength: members.length })
    })
}

/** Writes an object, with its members as they come. @param good the values that `null` stands for */
export function writeObject(members: Member[], good: Record<string, unknown>): string {
  const written = members.map(
    ({ name, json }) => `${JSON.stringify(name)}:${json ?? JSON.stringify(good[name]) ?? 'null'}`,
  )
  return `{${written.join(',')}}`
}
