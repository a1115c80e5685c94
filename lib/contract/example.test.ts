import { expect, test } from 'vitest'
import * as answers from './answers'
import { exampleOf } from './example'
import * as inputs from './inputs'
import { userSchema } from './user'

const schemas = Object.entries({ ...answers, ...inputs, userSchema }).flatMap(([name, one]) =>
  typeof one === 'object' && 'safeParse' in one ? [[name, one] as const] : [],
)

test.each(schemas)('when an example of %s is made, the schema takes it', (_, schema) => {
  expect(schema.safeParse(exampleOf(schema)).error).toBeUndefined()
})
