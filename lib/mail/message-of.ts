import type { MailRow } from '../../db/schema'
import { knownDeviceInWords } from '../auth/sessions/device-name'
import { mailToken } from '../auth/tokens/mail-token'
import type { Config } from '../config/config'
import type { MailMessage } from './message'

/**
 * What a mail says, from its row: the same each time, so that a mail that is sent again has the same link.
 *
 * @returns null for one of which nothing has come yet.
 */
export function messageOf(
  config: Pick<Config, 'secret' | 'publicOrigin'>,
  { id, kind, recipient, newEmail, userAgent, ip, createdAt }: MailRow,
): MailMessage | null {
  const page = (path: string) => config.publicOrigin + path
  // In the fragment, which browsers send to no server: no log has it.
  const link = (path: string) => `${page(path)}#token=${mailToken(config, id)}`
  const forgot = page('/forgot-password')
  const happened = { at: createdAt, device: knownDeviceInWords(userAgent), network: ip }
  switch (kind) {
    case 'sign-up':
    case 'resend-verification':
    case 'forgot-password':
      return null
    case 'verify-email':
      return { kind, link: link('/verify-email') }
    case 'finish-sign-up':
    case 'reset-password':
    case 'email-restored':
      return { kind, link: link('/reset-password') }
    case 'already-signed-up':
      return { kind, link: page('/sign-in'), resetLink: forgot }
    case 'confirm-email-change':
      return { kind, link: link('/confirm-email-change'), email: recipient }
    case 'email-change-requested':
    case 'email-changed':
      return { kind, link: link('/undo-email-change'), newEmail: newEmail ?? '', happened }
    case 'password-changed':
    case 'new-sign-in':
    case 'token-reuse':
      return { kind, link: forgot, happened }
    case 'account-disabled':
    case 'account-deleted':
      return { kind, happened }
  }
}
