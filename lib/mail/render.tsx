/** Makes a mail of a message: HTML, and the text of the same words. */
import { render, toPlainText } from '@react-email/render'
import type { ComponentType } from 'react'
import { Layout } from './layout'
import type { MailMessage } from './message'
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
import type { Template } from './template'

const TEMPLATES: { [Kind in MailMessage['kind']]: Template<Kind> } = {
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

export async function renderMail(
  message: MailMessage,
): Promise<{ subject: string; html: string; text: string }> {
  const { subject, preview, Body } = TEMPLATES[message.kind]
  // The table gives each kind the template for it, which the compiler does not see here.
  const Words = Body as ComponentType<MailMessage>
  const html = await render(
    <Layout title={subject} preview={preview}>
      <Words {...message} />
    </Layout>,
  )
  const text = toPlainText(html, { selectors: [{ selector: 'h1', options: { uppercase: false } }] })
  // An address on a line by itself: no sign of a sentence counts as part of it.
  return { subject, html, text: text.replace(/ (?=https?:\/\/\S+$)/gm, '\n') }
}
