import type { ReactNode } from 'react'
import type { MailMessage, MailOf } from './message'

/** How one kind of message reads. */
export type Template<Kind extends MailMessage['kind']> = {
  /** The heading of the mail as well. */
  subject: string
  /** What a list of mails shows beside the subject. */
  preview: string
  Body(message: MailOf<Kind>): ReactNode
}
