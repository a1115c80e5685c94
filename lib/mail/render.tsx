/** Makes a mail of its row: HTML, and the text of the same words. */
import { render, toPlainText } from '@react-email/render'
import { knownDeviceInWords } from '../auth/sessions/device-name'
import type { Config } from '../config/config'
import { Layout } from './layout'
import type { About, MailWithToken } from './message'
import { MESSAGES } from './messages'

type Context = Pick<Config, 'publicOrigin'>

/**
 * The same each time, so that a mail that is sent again has the same link.
 *
 * @returns null for what was asked for and has brought no mail yet.
 */
export async function renderMail(
  config: Context,
  row: MailWithToken,
): Promise<{ subject: string; html: string; text: string } | null> {
  const message = MESSAGES[row.kind]
  if (!message) return null
  const { subject, preview, Body } = message
  const html = await render(
    <Layout title={subject} preview={preview}>
      <Body {...aboutOf(config, row)} />
    </Layout>,
  )
  const text = toPlainText(html, { selectors: [{ selector: 'h1', options: { uppercase: false } }] })
  // An address on a line by itself: no sign of a sentence counts as part of it.
  return { subject, html, text: text.replace(/ (?=https?:\/\/\S+$)/gm, '\n') }
}

function aboutOf(
  config: Context,
  { token, recipient, newEmail, userAgent, ip, createdAt }: MailWithToken,
): About {
  const page = (path: string) => config.publicOrigin + path
  return {
    recipient,
    newEmail: newEmail ?? '',
    page,
    // In the fragment, which browsers send to no server: no log has it.
    link: (path) => `${page(path)}#token=${token}`,
    // A browser may call itself anything, an attacker's text as well: only known ones are named.
    happened: { at: createdAt, device: knownDeviceInWords(userAgent), network: ip },
  }
}
