import { z } from 'zod'
import { countCharacters, MAX_PASSWORD_LENGTH, PASSWORD_TOO_LONG } from './characters'
import { emailProblem, MAX_EMAIL_LENGTH, normalizeEmail } from './email-address'

/** For a text with half a character in it (a lone surrogate), whatever it is for. */
export const ILL_FORMED = 'This holds a broken character. Type it again.'

/**
 * For `refine(...STORABLE)`, on text that is stored as it is. PostgreSQL keeps no U+0000: one user's text
 * would be an error there, and on SQLite it would stop a later move to PostgreSQL.
 * @public The core stores no such text; a feature that does takes it from here.
 */
export const STORABLE = [(text: string) => !text.includes('\0'), { message: ILL_FORMED }] as const

const email = z
  .string('Enter your email address.')
  .overwrite(normalizeEmail)
  .superRefine((address, context) => {
    const problem = emailProblem(address)
    if (problem) context.addIssue(problem)
  })
  // For the description of the API, which does not see into a refinement.
  .meta({ format: 'email', maxLength: MAX_EMAIL_LENGTH, example: 'person@mail.example' })

const password = z
  .string('Enter your password.')
  .min(1, 'Enter your password.')
  .refine((value) => countCharacters(value) <= MAX_PASSWORD_LENGTH, {
    message: PASSWORD_TOO_LONG,
  })
  // In UTF-8 every lone surrogate is the same replacement character: two passwords would be one.
  .refine((value) => value.isWellFormed(), { message: ILL_FORMED })
  .meta({ maxLength: MAX_PASSWORD_LENGTH, example: 'a long walk in the rain' })

const newPassword = password.meta({ example: 'seven geese over the lake' })

/** Who signs in. Unknown members are dropped, here and below, so nothing can be smuggled in. */
export const credentialsInput = z.object({ email, password })

export type Credentials = z.infer<typeof credentialsInput>

/** What sign-up takes: a member beside these goes into the column of its name. */
export const signUpInput = credentialsInput.meta({ id: 'SignUp' })

export type SignUp = z.infer<typeof signUpInput>

/** The body of a sign-up: beside the account, what the check of AUTH_SIGN_UP_CHECK is given. */
export const signUpBody = signUpInput
  .extend({
    checkToken: z
      .string('Send the token as text.')
      .max(4_096, 'A token has at most 4,096 characters.')
      .optional()
      .meta({
        description: 'For the check of sign-ups, where the site has one: the token of its widget.',
      }),
  })
  .meta({ id: 'SignUpBody' })

export type SignUpBody = z.infer<typeof signUpBody>

/** What sign-in takes: `remember: false` for a session that ends with the browser. */
export const signInInput = credentialsInput
  .extend({
    remember: z.boolean('Say true or false.').default(true).meta({
      description:
        'false: the cookie goes when the browser closes, the session ends after 24 hours.',
    }),
  })
  .meta({ id: 'SignIn' })

export const passwordChangeInput = z
  .object({ currentPassword: password, newPassword })
  .meta({ id: 'PasswordChange' })

export type PasswordChange = z.infer<typeof passwordChangeInput>

/** An address alone: whose mail is asked for. */
export const emailInput = z.object({ email }).meta({ id: 'EmailAddress' })

export const emailChangeInput = z
  .object({ newEmail: email.meta({ example: 'person@new.example' }) })
  .meta({ id: 'EmailChange' })

const linkToken = z.string('Open the whole link again.').meta({
  description: 'What stands behind `#token=` in the link.',
  example: 'uJ6vZ0Qe3l1mN8xw2sYkT5hRb7cPdAfG9iKoE4tVnLM',
})

/** The token of a link that is about an address. */
export const linkInput = z.object({ token: linkToken }).meta({ id: 'Link' })

/** The same, and the address of the user who looks at it. */
export const verificationInput = linkInput
  .extend({
    email: email.optional().meta({
      description:
        'The present address of the account that is meant. Where the link is for another one, the answer is `forbidden`, and the link still works.',
    }),
  })
  .meta({ id: 'Verification' })

export type Verification = z.infer<typeof verificationInput>

export const passwordResetInput = z
  .object({ token: linkToken, newPassword })
  .meta({ id: 'PasswordReset' })

export type PasswordReset = z.infer<typeof passwordResetInput>

export const stepUpInput = z.object({ password }).meta({ id: 'StepUp' })
