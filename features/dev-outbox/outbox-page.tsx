import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { LocalTime } from '@/components/local-time'
import { Card, CardTitle } from '@/components/ui/card'
import { PageTitle } from '@/components/ui/page-title'
import { config } from '@/lib/config/config'
import { MAIL_OUTBOX_PATH } from '@/lib/contract/mail-outbox'
import { hasOutbox } from '@/lib/http/mail-outbox'
import { readForPage } from '@/lib/http/page-read'
import { requestContext } from '@/lib/http/request-context'
import { type OutboxMail, outboxMails } from './outbox'

const STATES: Record<OutboxMail['state'], string> = {
  delivered: 'Delivered here',
  waiting: 'Waiting to be delivered',
  dropped: 'Not delivered: a newer mail took its place, or its account has gone',
}

const LINK = 'underline underline-offset-4 hover:text-primary-hover'

/** The mails that no server sends, for the one who develops. */
export async function OutboxPage() {
  const request = { headers: await headers() }
  if (!hasOutbox(config(), request.headers)) notFound()
  const mails = await readForPage(() => outboxMails(requestContext(request)))
  return (
    <div className="page-width grid gap-5 py-8 sm:gap-6 sm:py-12">
      <div>
        <PageTitle>Outbox</PageTitle>
        <p className="mt-2 max-w-2xl leading-relaxed text-muted">
          No mail server is set, so mails are kept here, for two days, the newest first. Reload the
          page to see what has come since. To send them, set SMTP_URL, such as{' '}
          <code className="font-mono text-[0.95em] wrap-anywhere">
            smtp://user:password@mail.example.com:587
          </code>
          ; this page is gone then.
        </p>
      </div>
      {mails.length === 0 && (
        <Card>
          <p className="leading-relaxed text-muted">
            There is no mail yet. Sign up, or ask for a new password: what the app writes to you is
            here a moment later.
          </p>
        </Card>
      )}
      {mails.map((mail, index) => (
        <Mail key={mail.mark} mail={mail} isNewest={index === 0} />
      ))}
    </div>
  )
}

function Mail({ mail, isNewest }: { mail: OutboxMail; isNewest: boolean }) {
  const { mark, subject, to, createdAt, state, text } = mail
  return (
    <Card>
      <CardTitle className="wrap-anywhere">{subject}</CardTitle>
      <p className="mt-1 wrap-anywhere text-muted">
        To {to}. {STATES[state]}. <LocalTime iso={createdAt} />
      </p>
      <p className="mt-3">
        <a href={`${MAIL_OUTBOX_PATH}/${mark}`} className={`font-medium text-primary ${LINK}`}>
          Read as HTML<span className="sr-only">: {subject}</span>
        </a>
      </p>
      <details open={isNewest} className="mt-2">
        <summary className="w-fit cursor-pointer py-1 pointer-coarse:py-2">
          Read as text<span className="sr-only">: {subject}</span>
        </summary>
        <div className="mt-2 rounded-lg border border-border bg-code px-4 py-3 font-mono text-sm leading-relaxed whitespace-pre-wrap wrap-anywhere text-code-foreground">
          <WithLinks text={text} />
        </div>
      </details>
    </Card>
  )
}

/** A text with its addresses as links. */
function WithLinks({ text }: { text: string }) {
  // Split by what is in the parentheses, every second part is an address.
  return text.split(/(https?:\/\/\S+)/).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts never move.
      <a key={index} href={part} className={LINK}>
        {part}
      </a>
    ) : (
      part
    ),
  )
}
