import { z } from 'zod'
import { emailProblem, MAX_EMAIL_LENGTH, normalizeEmail } from './email-address'

/** Any length helps up to here; beyond it only the server's CPU is tested. In code points. */
const MAX_PASSWORD_LENGTH = 256

/** For a text with half a character in it (a lone surrogate), whatever it is for. */
export const ILL_FORMED = 'This holds a broken character. Type it again.'

/** Length as people count it: an emoji is one character, not two (NIST SP 800-63B-4 3.1.1.2). */
export function countCharacters(text: string): number {
  return [...text].length
}

const email = z
  .string('Enter your email address.')
  .overwrite(normalizeEmail)
  .superRefine((address, context) => {
    const problem = emailProblem(address)
    if (problem) context.addIssue(problem)
  })
  // For the description of the API, which does not see into a refinement.
  .meta({ format: 'email', maxLength: MAX_EMAIL_LENGTH })

const password = z
  .string('Enter your password.')
  .min(1, 'Enter your password.')
  .refine((value) => countCharacters(value) <= MAX_PASSWORD_LENGTH, {
    message: `A password can have at most ${MAX_PASSWORD_LENGTH} characters.`,
  })
  // In UTF-8 every lone surrogate is the same replacement character: two passwords would be one.
  .refine((value) => value.isWellFormed(), { message: ILL_FORMED })
  .meta({ maxLength: MAX_PASSWORD_LENGTH })

/** What sign-up takes, and sign-in as well. Unknown members are dropped, so nothing can be smuggled in. */
export const credentialsInput = z.object({ email, password })

/** What sign-in takes beside them: `remember: false` for a session that ends with the browser. */
export const signInInput = credentialsInput.extend({
  remember: z.boolean('Say true or false.').default(true).meta({
    description: 'false: the cookie goes when the browser closes, the session ends after 24 hours.',
  }),
})

/** What a change of the password takes. */
export const passwordChangeInput = z.object({ currentPassword: password, newPassword: password })

export type PasswordChange = z.infer<typeof passwordChangeInput>

/** What a reset of the password takes: the token of a link, and the password to come. */
export const passwordResetInput = z.object({
  token: z
    .string('Open the whole link again.')
    .meta({ description: 'What stands behind `#token=` in the link.' }),
  newPassword: password,
})

export type PasswordReset = z.infer<typeof passwordResetInput>

/** What a step-up takes. */
export const stepUpInput = z.object({ password })

export type Credentials = z.infer<typeof credentialsInput>
