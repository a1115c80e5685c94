import { z } from 'zod'

/**
 * A value that a schema takes: for the API's description and for fixtures of tests. A schema says its
 * example with `.meta({ example })`. What says none gets the plainest value of its kind, and what may
 * be missing is left out.
 */
export function exampleOf<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return makeValue(schema) as z.output<Schema>
}

function makeValue(schema: unknown): unknown {
  const example = schema instanceof z.ZodType ? schema.meta()?.example : undefined
  if (example !== undefined) return example
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape).map(([name, member]) => [name, makeValue(member)])
    return Object.fromEntries(members.filter(([, value]) => value !== undefined))
  }
  if (schema instanceof z.ZodArray) return [makeValue(schema.element)]
  if (schema instanceof z.ZodLiteral) return schema.value
  if (schema instanceof z.ZodEnum) return schema.options[0]
  if (schema instanceof z.ZodNullable) return null
  if (schema instanceof z.ZodBoolean) return false
  if (schema instanceof z.ZodNumber) return 1
  return schema instanceof z.ZodString ? 'text' : undefined
}
