/** A mail of each kind, for tests and the preview. */
import type { MailKind, MailRow } from '../../db/schema'
import { MESSAGES } from './messages'
import { renderMail } from './render'

const CONFIG = { publicOrigin: 'https://app.example.com' }

const ROW = {
  token: '1GUPZsTRM1IXr3Io2qrfG2aRZC6dF0ms6r58LEWmEaI',
  id: 'q8Zt3xW0pVn5Lr7cJ2mKdA4sYbHfUeGi1oXvRk9TNwE',
  userId: null,
  recipient: 'ada.new+app@example.org',
  newEmail: 'ada.new+app@example.org',
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
  ip: '192.0.2.0/24',
  createdAt: Date.UTC(2026, 10, 26, 16, 31),
  dueAt: null,
  attempts: 0,
  sentAt: null,
}

/** Those that are sent. */
export const SENT_KINDS = (Object.keys(MESSAGES) as MailKind[]).filter((kind) => MESSAGES[kind])

export async function renderSample(kind: MailKind, more: Partial<MailRow> = {}) {
  const rendered = await renderMail(CONFIG, { ...ROW, kind, ...more })
  if (!rendered) throw new Error(`no mail is sent of the kind ${kind}`)
  return rendered
}
