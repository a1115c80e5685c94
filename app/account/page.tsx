import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { ApiPanel } from '@/app/account/api-panel'
import { VerifyNotice } from '@/app/account/verify-notice'
import { Fact, Facts } from '@/components/facts'
import { LocalTime } from '@/components/local-time'
import { Card, CardTitle } from '@/components/ui/card'
import { PageTitle } from '@/components/ui/page-title'
import { deviceName } from '@/components/words'
import { deviceInWords } from '@/lib/auth/sessions/device-name'
import { config } from '@/lib/config/config'
import { NO_MAIL } from '@/lib/contract/mail-outbox'
import { requireCurrentUser } from '@/lib/http/current-user'
import { mailPlace } from '@/lib/http/mail-outbox'

export const metadata: Metadata = { title: 'Your account' }

export default async function AccountPage() {
  const { user, session } = await requireCurrentUser('/account')
  const { userAgent } = session
  const outbox = mailPlace(config(), await headers())
  return (
    <div className="grid gap-5 sm:gap-6">
      <PageTitle>Your account</PageTitle>
      {!user.emailVerified && config().emailVerification !== 'off' && outbox !== NO_MAIL && (
        <VerifyNotice email={user.email} outbox={outbox} />
      )}
      <div className="grid gap-5 sm:gap-6 md:grid-cols-2">
        <Card aria-labelledby="who">
          <CardTitle id="who">Who you are</CardTitle>
          <Facts>
            <Fact name="Email">{user.email}</Fact>
            <Fact name="Member since">
              <LocalTime iso={user.createdAt} />
            </Fact>
          </Facts>
        </Card>
        <Card aria-labelledby="session">
          <CardTitle id="session">This session</CardTitle>
          <Facts>
            <Fact name="Began">
              <LocalTime iso={session.createdAt} />
            </Fact>
            <Fact name="Last used">
              <LocalTime iso={session.lastUsedAt} />
            </Fact>
            <Fact name="Ends, if not used">
              <LocalTime iso={session.expiresAt} />
            </Fact>
            <Fact name="Browser">{deviceName(deviceInWords(userAgent))}</Fact>
            <Fact name="IP address">{session.ip ?? 'Unknown'}</Fact>
          </Facts>
        </Card>
      </div>
      <ApiPanel />
    </div>
  )
}
