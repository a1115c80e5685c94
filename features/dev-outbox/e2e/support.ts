/** Mails as the app would have written them, without the flow that writes each. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { AppDatabase } from '../../../e2e/support/database'

/** @returns what names the mail in an address, and to whom it is. */
export function addMail(
  { native }: AppDatabase,
  { kind = 'reset-password', sent = true, age = 0 } = {},
): { mark: string; to: string } {
  const id = randomBytes(32).toString('base64url')
  const to = `person-${randomUUID()}@mail.example`
  const [now, day] = [Date.now(), 86_400_000]
  native
    .prepare(
      `INSERT INTO mails (id, kind, recipient, created_at, due_at, attempts, sent_at)
       VALUES (?, ?, ?, ?, ?, 1, ?)`,
    )
    // One that waits is not due before the test is over.
    .run(id, kind, to, now - age, sent ? null : now + day, sent ? now : null)
  return { mark: createHash('sha256').update(id).digest('base64url'), to }
}
