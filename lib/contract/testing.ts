/** Users for tests. A new member comes with its example. */
import { exampleOf } from './example'
import { type SignUp, signUpInput } from './inputs'
import { type User, userSchema } from './user'

export const ada: User = {
  ...exampleOf(userSchema),
  id: 'user-ada',
  email: 'ada@example.org',
  emailVerified: true,
}

export const ben: User = { ...ada, id: 'user-ben', email: 'ben@example.org' }

/** What Ada signs up with. @public */
export const account: SignUp = { ...exampleOf(signUpInput), email: ada.email }
