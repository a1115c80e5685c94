import type { ReactNode } from 'react'
import type { MailRow } from '../../db/schema'

/** @property token of its link, where it has one. */
export type MailWithToken = MailRow & { token: string }

/** How one kind of mail reads. */
export type Message = {
  /** The heading of the mail as well. */
  subject: string
  /** What a list of mails shows beside the subject. */
  preview: string
  Body(about: About): ReactNode
}

/** What a mail may name. */
export type About = {
  recipient: string
  /** The other address of a change; empty in other mails. */
  newEmail: string
  /** The URL of a page of the app. @param path such as `/sign-in` */
  page(path: string): string
  /** The same with the token of this mail, which the page uses up. */
  link(path: string): string
  happened: Happened
}

/** What happened, where a mail tells of it. */
export type Happened = {
  /** Milliseconds since 1970. */
  at: number
  /** "Chrome 143 on Windows". */
  device: string | null
  /** "192.0.2.0/24". */
  network: string | null
}
