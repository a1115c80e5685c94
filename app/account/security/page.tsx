import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { ChangeEmailForm } from '@/app/account/security/change-email-form'
import { ChangePasswordForm } from '@/app/account/security/change-password-form'
import { DeleteAccount } from '@/app/account/security/delete-account'
import { DownloadData } from '@/app/account/security/download-data'
import { TextLink } from '@/components/text-link'
import { Card, CardTitle } from '@/components/ui/card'
import { PageTitle } from '@/components/ui/page-title'
import { config } from '@/lib/config/config'
import { NO_MAIL } from '@/lib/contract/mail-outbox'
import { pendingEmailOf } from '@/lib/http/account-pages'
import { requireCurrentUser } from '@/lib/http/current-user'
import { mailPlace } from '@/lib/http/mail-outbox'

export const metadata: Metadata = { title: 'Security' }

export default async function SecurityPage() {
  const { user } = await requireCurrentUser('/account/security')
  const pending = await pendingEmailOf({ user })
  const outbox = mailPlace(config(), await headers())
  return (
    <div className="grid gap-5 sm:gap-6">
      <PageTitle>Security</PageTitle>
      <Card aria-labelledby="password">
        <CardTitle id="password">Change password</CardTitle>
        <p className="mt-1 mb-5 leading-relaxed text-muted">
          This ends every other session of your account. You stay signed in here.
        </p>
        <ChangePasswordForm passwordMinLength={config().passwordMinLength} />
      </Card>
      <Card aria-labelledby="email">
        <CardTitle id="email">Email address</CardTitle>
        {outbox === NO_MAIL ? (
          <p className="mt-1 leading-relaxed text-muted">
            You sign in with <strong className="wrap-anywhere">{user.email}</strong>. This site
            sends no mail, so the address cannot be changed: a new one counts only once a link that
            is mailed to it was opened.
          </p>
        ) : (
          <ChangeEmailForm pending={pending && { ...pending, outbox }} />
        )}
      </Card>
      <Card aria-labelledby="sessions">
        <CardTitle id="sessions">Where you are signed in</CardTitle>
        <p className="mt-1 leading-relaxed text-muted">
          Under <TextLink href="/account/sessions">Sessions</TextLink> you can end single sessions,
          or sign out everywhere.
        </p>
      </Card>
      <DownloadData />
      <DeleteAccount sendsMail={outbox !== NO_MAIL} />
    </div>
  )
}
