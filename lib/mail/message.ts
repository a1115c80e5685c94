/** What mails the app sends, and what each is about. */

/** What happened, where a mail tells of it. */
export type Happened = {
  /** Milliseconds since 1970. */
  at: number
  /** "Chrome 143 on Windows". A browser may call itself anything: this can be an attacker's text. */
  device: string | null
  /** "192.0.2.0/24". */
  network: string | null
}

export type MailMessage =
  | { kind: 'verify-email'; link: string }
  /** An account was begun with this address before: the link chooses its password. */
  | { kind: 'finish-sign-up'; link: string }
  /** `link` leads to the sign-in page, `resetLink` to the page that asks for the address. */
  | { kind: 'already-signed-up'; link: string; resetLink: string }
  | { kind: 'reset-password'; link: string }
  /** To the new address, which is `email`. */
  | { kind: 'confirm-email-change'; link: string; email: string }
  /** To the old address; `link` undoes the change. */
  | { kind: 'email-change-requested'; newEmail: string; link: string; happened: Happened }
  /** To the old address; `link` undoes the change. */
  | { kind: 'email-changed'; newEmail: string; link: string; happened: Happened }
  /** `link` chooses a new password. */
  | { kind: 'email-restored'; link: string }
  /** In these three `link` leads to the page that asks for the address. */
  | { kind: 'password-changed'; link: string; happened: Happened }
  | { kind: 'new-sign-in'; link: string; happened: Happened }
  | { kind: 'token-reuse'; link: string; happened: Happened }
  | { kind: 'account-disabled'; happened: Happened }
  | { kind: 'account-deleted'; happened: Happened }

export type MailOf<Kind extends MailMessage['kind']> = Extract<MailMessage, { kind: Kind }>
