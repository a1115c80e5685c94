/** What a JSON Schema says, in the order that people read it. */
import type { Schema } from './document'

/** A piece of a type: words, or the name of a schema that is described elsewhere on the page. */
export type TypePart = string | { name: string }

type Member = { name: string; schema: Schema; required: boolean }

/** Keywords that are shown as the type, as members or as the text. Every other one is a constraint. */
const SHOWN_ELSEWHERE = new Set([
  '$ref',
  'type',
  'items',
  'properties',
  'required',
  'allOf',
  'anyOf',
  'oneOf',
  'description',
])

/** `string or null`, `array of Session`. */
export function typeOf(schema: Schema): TypePart[] {
  if (schema.$ref) return [{ name: schema.$ref.split('/').at(-1) ?? schema.$ref }]
  if (schema.allOf) return joined(schema.allOf as Schema[], ' and ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return joined(choices as Schema[], ' or ')
  const types = [schema.type ?? 'any'].flat().join(' or ')
  return schema.items ? [`${types} of `, ...typeOf(schema.items as Schema)] : [types]
}

function joined(schemas: Schema[], word: string): TypePart[] {
  return schemas.flatMap((schema, at) => (at ? [word, ...typeOf(schema)] : typeOf(schema)))
}

/**
 * Each constraint under the keyword that JSON Schema has for it. A keyword that no one thought of
 * here is shown like the others, so that the page leaves none out.
 */
export function constraintsOf(schema: Schema): [keyword: string, value: string][] {
  const own = Object.entries(schema)
    .filter(([keyword]) => !SHOWN_ELSEWHERE.has(keyword))
    .map(([keyword, value]): [string, string] => [keyword, inWords(value)])
  const ofItems = schema.items ? constraintsOf(schema.items as Schema) : []
  return [
    ...own,
    ...ofItems.map(([keyword, value]): [string, string] => [`items ${keyword}`, value]),
  ]
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The members of an object, of the objects in a list, or of all parts of a composed schema. */
export function membersOf(schema: Schema): Member[] {
  const own = Object.entries(schema.properties ?? {}).map(([name, member]) => ({
    name,
    schema: member as Schema,
    required: schema.required?.includes(name) ?? false,
  }))
  const parts = [schema.allOf, schema.anyOf, schema.oneOf, schema.items].flatMap(
    (part) => part ?? [],
  )
  return [...own, ...parts.flatMap((part) => membersOf(part as Schema))]
}
