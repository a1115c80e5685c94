import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { CredentialsForm } from '@/app/_components/credentials-form'
import { Slip } from '@/app/_components/slip'
import { TextLink } from '@/app/_components/text-link'
import { getCurrentUser } from '@/lib/http/current-user'
import { safeNextPath } from '@/lib/http/next-path'

export const metadata: Metadata = { title: 'Sign in' }

type SignInProps = { searchParams: Promise<{ next?: string | string[] }> }

export default async function SignInPage({ searchParams }: SignInProps) {
  const next = safeNextPath((await searchParams).next)
  if (await getCurrentUser()) redirect(next)
  return (
    <>
      <Slip title="Sign in">
        <CredentialsForm mode="sign-in" next={next} />
      </Slip>
      <p className="text-center text-muted">
        New here?{' '}
        <TextLink href={`/sign-up?${new URLSearchParams({ next })}`}>Create an account</TextLink>
      </p>
    </>
  )
}
