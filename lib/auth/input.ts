import { z } from 'zod'

/** Longest address that SMTP can carry (RFC 5321 section 4.5.3.1.3, with errata 1690). */
const MAX_EMAIL_LENGTH = 254
/** Any length helps up to here; beyond it only the server's CPU is tested. In code points. */
const MAX_PASSWORD_LENGTH = 256

/** One spelling a person: nobody means two accounts by two ways to write one address. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** Length as people count it: an emoji is one character, not two (NIST SP 800-63B-4 3.1.1.2). */
export function countCharacters(text: string): number {
  return [...text].length
}

const email = z
  .string('Enter your email address.')
  .trim()
  .toLowerCase()
  .min(1, 'Enter your email address.')
  .max(MAX_EMAIL_LENGTH, 'This email address is too long.')
  .pipe(z.email('Enter a full email address, like name@example.com.'))

const password = z
  .string('Enter your password.')
  .min(1, 'Enter your password.')
  .refine((value) => countCharacters(value) <= MAX_PASSWORD_LENGTH, {
    message: `A password can have at most ${MAX_PASSWORD_LENGTH} characters.`,
  })

/** What sign-up and login take. Unknown members are dropped, so nothing can be smuggled in. */
export const credentialsInput = z.object({ email, password })

/** What a change of the password takes. */
export const passwordChangeInput = z.object({ currentPassword: password, newPassword: password })

export type PasswordChange = z.infer<typeof passwordChangeInput>

/** What a step-up takes. */
export const stepUpInput = z.object({ password })

export type Credentials = z.infer<typeof credentialsInput>
