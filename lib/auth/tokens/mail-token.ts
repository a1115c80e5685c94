// Machine: a clone need not edit this file.
/**
 * The token of a link in a mail. It is derived from the id of the mail, 32 random bytes, under a key from
 * AUTH_SECRET: a mail that is sent again has the same link, and no token is stored in plain text. A leaked
 * database alone opens no link (no key), and a leaked key alone opens none (no id).
 */
import { createHmac, hkdfSync } from 'node:crypto'
import type { Config } from '../../config/config'
import { MAIL_TOKEN_KEY } from '../labels'

/** @returns 32 bytes, base64url. */
export function mailToken({ secret }: Pick<Config, 'secret'>, mailId: string): string {
  const key = hkdfSync('sha256', secret, '', MAIL_TOKEN_KEY, 32)
  return createHmac('sha256', Buffer.from(key)).update(mailId).digest('base64url')
}
