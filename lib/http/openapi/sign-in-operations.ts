// Machine: a clone need not edit this file.
import { grantAnswer, nothingYet, userAnswer } from '../../contract/answers'
import { TERMINAL_CODES } from '../../contract/errors'
import {
  emailInput,
  linkInput,
  passwordResetInput,
  signInInput,
  signUpBody,
  verificationInput,
} from '../../contract/inputs'
import type { Answer, Operation } from './operation'

/** A grant that always comes with a new refresh token. */
export const granted: Answer = {
  status: 200,
  description: 'Signed in: an access token in the body, a refresh token in the cookie.',
  schema: grantAnswer,
  headers: ['Set-Cookie'],
}

export const signedOut: Answer = {
  status: 204,
  description:
    'Signed out; the cookie is cleared and, unless AUTH_SIGN_OUT_CLEARS says otherwise, what the browser kept of the site.',
  headers: ['Set-Cookie'],
  optionalHeaders: ['Clear-Site-Data'],
}

export const signInOperations: Operation[] = [
  {
    method: 'post',
    path: '/api/auth/sign-up',
    id: 'signUp',
    summary: 'Make an account',
    description:
      'Signs no one in: call `login` with the same body after it. `forbidden`: the check of this site refuses the sign-up, and `detail` says why.',
    auth: 'none',
    body: signUpBody,
    answers: [
      {
        status: 201,
        description: 'The account was made.',
        schema: userAnswer,
        optionalHeaders: ['Mail-Outbox'],
      },
      {
        status: 202,
        description:
          'Where an address has to be verified first: a mail to it says how to go on. The same for one that has an account.',
        schema: nothingYet,
        optionalHeaders: ['Mail-Outbox'],
      },
    ],
    errors: ['weak-password', 'email-taken', 'forbidden', 'too-many-requests', 'busy'],
  },
  {
    method: 'post',
    path: '/api/auth/login',
    id: 'login',
    summary: 'Sign in',
    description:
      'An unknown address and a wrong password get the same answer in the same time. A session that the refresh cookie still held is ended. `forbidden` with the right password: the account is disabled. `email-unverified` with the right password: the address has to be verified first.',
    auth: 'optional-cookie',
    body: signInInput,
    answers: [granted],
    errors: ['invalid-credentials', 'email-unverified', 'forbidden', 'too-many-requests', 'busy'],
  },
  {
    method: 'post',
    path: '/api/auth/refresh',
    id: 'refresh',
    summary: 'Get the next access token',
    description:
      'Presents the refresh cookie, which is replaced as it is used. A replaced token that comes back later than an honest browser would bring it is a copy: everything ends with `token-reuse`. With `Session-Refresh: if-current` in the request it ends nothing: the answer is `invalid-token` with the reason `out-of-date`, for a page that is being loaded and cannot know whether its browser was set back. `no-session` clears the hint.',
    auth: 'cookie',
    answers: [
      {
        ...granted,
        description: 'The next access token. No new cookie where `Session-Refresh: unchanged`.',
        headers: ['Session-Refresh'],
        optionalHeaders: ['Set-Cookie'],
      },
    ],
    errors: [
      'no-session',
      'invalid-token',
      'session-expired',
      'session-revoked',
      'token-reuse',
      'too-many-requests',
      'busy',
    ],
    clearing: [...TERMINAL_CODES],
  },
  {
    method: 'post',
    path: '/api/auth/logout',
    id: 'logout',
    summary: 'Sign out',
    description:
      'Ends the session of the refresh cookie, of each of them where there are several. The same answer where there is none.',
    auth: 'optional-cookie',
    answers: [signedOut],
    errors: ['busy'],
  },
  {
    method: 'post',
    path: '/api/auth/forgot-password',
    id: 'forgotPassword',
    summary: 'Ask for a link for a new password',
    description:
      'The link is mailed to the address, where an account has it, and takes the place of the one before. The answer is the same where no account has it, in the same time.',
    auth: 'none',
    body: emailInput,
    answers: [
      {
        status: 202,
        description: 'A mail is on its way, where an account has the address.',
        optionalHeaders: ['Mail-Outbox'],
      },
    ],
    errors: ['too-many-requests', 'busy'],
  },
  {
    method: 'post',
    path: '/api/auth/reset-password',
    id: 'resetPassword',
    summary: 'Choose a new password through a link',
    description:
      'Every session of the user ends, a mail tells the user, and no one is signed in: call `login` after it. A link works once, for 30 minutes; a password that is refused does not use it up. `invalid-token` is about the link alone, whatever is wrong with it, and clears no cookie.',
    auth: 'none',
    body: passwordResetInput,
    answers: [
      {
        status: 204,
        description: 'The password is changed, the link is used up.',
        optionalHeaders: ['Set-Cookie'],
      },
    ],
    errors: ['invalid-token', 'weak-password', 'too-many-requests', 'busy'],
  },
  {
    method: 'post',
    path: '/api/auth/verify-email',
    id: 'verifyEmail',
    summary: 'Verify an address through a link',
    description:
      'Signs no one in. A link works once, for a day, until the address is verified or a newer one was sent. `invalid-token` is about the link alone, whatever is wrong with it, and clears no cookie.',
    auth: 'none',
    body: verificationInput,
    answers: [{ status: 204, description: 'The address is verified.' }],
    errors: ['invalid-token', 'forbidden', 'too-many-requests', 'busy'],
  },
  {
    method: 'post',
    path: '/api/auth/resend-verification',
    id: 'resendVerification',
    summary: 'Ask for the link that verifies an address again',
    description: 'The same answer for every address, whether or not there is an account.',
    auth: 'none',
    body: emailInput,
    answers: [
      {
        status: 202,
        description: 'A mail is sent where one is due.',
        schema: nothingYet,
        optionalHeaders: ['Mail-Outbox'],
      },
    ],
    errors: ['too-many-requests', 'busy'],
  },
  {
    method: 'post',
    path: '/api/auth/confirm-email-change',
    id: 'confirmEmailChange',
    summary: 'Change the address through the link to the new one',
    description:
      'Sessions go on. A link works once, for a day. `email-taken`: another account has the address by now. `invalid-token` is about the link alone and clears no cookie.',
    auth: 'none',
    body: verificationInput,
    answers: [
      {
        status: 204,
        description: 'The address is changed; the mail to the earlier one can undo it.',
      },
    ],
    errors: ['invalid-token', 'forbidden', 'email-taken', 'too-many-requests', 'busy'],
  },
  {
    method: 'post',
    path: '/api/auth/undo-email-change',
    id: 'undoEmailChange',
    summary: 'Take a change of the address back',
    description:
      'The earlier address is back, every session of the user ends, and no one knows the password: a link that chooses another is mailed to the address. A link works once, for 7 days, whatever became of the password or the address meanwhile; it ends those of later changes. `invalid-token` is about the link alone and clears no cookie.',
    auth: 'none',
    body: linkInput,
    answers: [
      {
        status: 204,
        description: 'The earlier address is back.',
        optionalHeaders: ['Mail-Outbox'],
      },
    ],
    errors: ['invalid-token', 'email-taken', 'too-many-requests', 'busy'],
  },
]
