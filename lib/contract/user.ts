import { z } from 'zod'
import { time } from './time'

/**
 * A user, as they see themselves: what the API answers with and the pages show. `publicUser` makes it
 * from a row. A member that stands here is in the API's description, its examples, the client and the
 * fixtures of the tests.
 */
export const userSchema = z
  .object({
    id: z.uuid().meta({ example: '0f0c4a52-7f5e-4a2e-9d51-0a8c6f1f2b11' }),
    email: z.email().meta({ example: 'person@mail.example' }),
    emailVerified: z.boolean(),
    createdAt: time,
  })
  .meta({ id: 'User', description: 'A user, as they see themselves.' })

export type User = z.infer<typeof userSchema>
