import type { Metadata } from 'next'
import { Fact, Facts, Time } from '@/app/_components/facts'
import { SessionList } from '@/app/_components/session-list'
import { SignOutEverywhere } from '@/app/_components/sign-out-everywhere'
import { PageTitle } from '@/app/_components/ui/page-title'
import { deviceName } from '@/app/_components/words'
import type { SessionSummary } from '@/lib/auth/account-sessions'
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
    <Facts>
      <Fact name="Began">
        <Time iso={session.createdAt} />
      </Fact>
      <Fact name="Last used">
        <Time iso={session.lastUsedAt} />
      </Fact>
      <Fact name="Ends, if not used">
        <Time iso={session.expiresAt} />
      </Fact>
      <Fact name="IP address">{session.ip ?? 'Unknown'}</Fact>
    </Facts>
  )
}
