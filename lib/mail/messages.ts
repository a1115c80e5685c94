import type { MailKind } from '../../db/schema'
import type { Message } from './message'
import { accountDeleted } from './messages/account-deleted'
import { accountDisabled } from './messages/account-disabled'
import { alreadySignedUp } from './messages/already-signed-up'
import { confirmEmailChange } from './messages/confirm-email-change'
import { emailChangeRequested } from './messages/email-change-requested'
import { emailChanged } from './messages/email-changed'
import { emailRestored } from './messages/email-restored'
import { finishSignUp } from './messages/finish-sign-up'
import { newSignIn } from './messages/new-sign-in'
import { passwordChanged } from './messages/password-changed'
import { resetPassword } from './messages/reset-password'
import { tokenReuse } from './messages/token-reuse'
import { verifyEmail } from './messages/verify-email'

/** How each kind reads; null for what was asked for, which becomes another kind when it is sent, or no mail. */
export const MESSAGES: Record<MailKind, Message | null> = {
  'sign-up': null,
  'resend-verification': null,
  'forgot-password': null,
  'verify-email': verifyEmail,
  'finish-sign-up': finishSignUp,
  'already-signed-up': alreadySignedUp,
  'reset-password': resetPassword,
  'confirm-email-change': confirmEmailChange,
  'email-change-requested': emailChangeRequested,
  'email-changed': emailChanged,
  'email-restored': emailRestored,
  'password-changed': passwordChanged,
  'new-sign-in': newSignIn,
  'token-reuse': tokenReuse,
  'account-disabled': accountDisabled,
  'account-deleted': accountDeleted,
}
