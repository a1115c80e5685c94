import type { Metadata } from 'next'
import { ChangePasswordForm } from '@/app/_components/change-password-form'
import { DownloadData } from '@/app/_components/download-data'
import { SignOutEverywhere } from '@/app/_components/sign-out-everywhere'
import { Card, CardTitle } from '@/app/_components/ui/card'
import { PageTitle } from '@/app/_components/ui/page-title'
import { config } from '@/lib/config'
import { requireCurrentUser } from '@/lib/http/current-user'

export const metadata: Metadata = { title: 'Security' }

export default async function SecurityPage() {
  await requireCurrentUser('/account/security')
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
      <SignOutEverywhere />
      <DownloadData />
    </div>
  )
}
