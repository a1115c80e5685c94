/** Users for tests. A new member of the user comes with its example. */
import { exampleOf } from './example'
import { type User, userSchema } from './user'

export const ada: User = {
  ...exampleOf(userSchema),
  id: 'user-ada',
  email: 'ada@example.org',
  emailVerified: true,
}

export const ben: User = { ...ada, id: 'user-ben', email: 'ben@example.org' }
