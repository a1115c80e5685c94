import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { CredentialsForm } from '@/app/(auth)/credentials-form'
import { ForeignCookieAlert } from '@/app/(auth)/foreign-cookie-alert'
import { Slip } from '@/components/slip'
import { TextLink } from '@/components/text-link'
import { config } from '@/lib/config/config'
import { getCurrentUser } from '@/lib/http/current-user'
import { safeNextPath } from '@/lib/http/next-path'

export const metadata: Metadata = { title: 'Create an account' }

type SignUpProps = { searchParams: Promise<{ next?: string | string[] }> }

export default async function SignUpPage({ searchParams }: SignUpProps) {
  const next = safeNextPath((await searchParams).next)
  if (await getCurrentUser()) redirect(next)
  return (
    <>
      <Slip title="Create an account">
        <ForeignCookieAlert />
        <CredentialsForm
          mode="sign-up"
          next={next}
          passwordMinLength={config().passwordMinLength}
        />
      </Slip>
      <p className="text-center text-muted">
        Have one already?{' '}
        <TextLink href={`/sign-in?${new URLSearchParams({ next })}`}>Sign in</TextLink>
      </p>
    </>
  )
}
