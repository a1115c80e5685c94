import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { SessionList } from '@/app/account/sessions/session-list'
import { SignOutEverywhere } from '@/app/account/sessions/sign-out-everywhere'
import { LocalTime } from '@/components/local-time'
import { PageTitle } from '@/components/ui/page-title'
import { deviceName } from '@/components/words'
import type { SessionSummary } from '@/lib/contract/answers'
import { sessionsOf } from '@/lib/http/account-pages'
import { requireCurrentUser } from '@/lib/http/current-user'

export const metadata: Metadata = { title: 'Your sessions' }

export default async function SessionsPage() {
  const sessions = await sessionsOf(await requireCurrentUser('/account/sessions'))
  return (
    <div className="grid gap-6 sm:gap-8">
      <div>
        <PageTitle>Your sessions</PageTitle>
        <p className="mt-2 max-w-2xl leading-relaxed text-muted">
          Each browser in which you are signed in has a session. If you do not know one of them, end
          it and change your password.
        </p>
      </div>
      <SessionList
        sessions={sessions.map((session) => ({
          id: session.id,
          current: session.current,
          device: deviceName(session),
          facts: <SessionFacts session={session} />,
        }))}
      />
      <SignOutEverywhere />
    </div>
  )
}

function SessionFacts({ session }: { session: SessionSummary }) {
  return (
    <dl className="grid gap-x-6 gap-y-1.5 text-sm sm:grid-cols-4">
      <SmallFact name="Began">
        <LocalTime iso={session.createdAt} />
      </SmallFact>
      <SmallFact name="Last used">
        <LocalTime iso={session.lastUsedAt} />
      </SmallFact>
      <SmallFact name="Ends, if not used">
        <LocalTime iso={session.expiresAt} />
      </SmallFact>
      <SmallFact name="IP address">{session.ip ?? 'Unknown'}</SmallFact>
    </dl>
  )
}

function SmallFact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4 sm:block">
      <dt className="text-muted">{name}</dt>
      <dd className="ml-auto text-right wrap-anywhere sm:text-left">{children}</dd>
    </div>
  )
}
