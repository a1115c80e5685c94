import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { CredentialsForm } from '@/app/(auth)/credentials-form'
import { ForeignCookieAlert } from '@/app/(auth)/foreign-cookie-alert'
import { SessionEndedAlert } from '@/app/(auth)/sign-in/session-ended-alert'
import { SignedInAlert } from '@/app/(auth)/sign-in/signed-in-alert'
import { afterSignIn } from '@/components/end-reason-words'
import { Slip } from '@/components/slip'
import { TextLink } from '@/components/text-link'
import { getCurrentUser, getEndReason } from '@/lib/http/current-user'
import { safeNextPath } from '@/lib/http/next-path'

export const metadata: Metadata = { title: 'Sign in' }

type SignInProps = {
  searchParams: Promise<Partial<Record<'next' | 'again' | 'stay', string | string[]>>>
}

export default async function SignInPage({ searchParams }: SignInProps) {
  const { next: wish, again, stay } = await searchParams
  const next = afterSignIn(await getEndReason(), safeNextPath(wish))
  const stays = stay !== undefined && (await getCurrentUser()) !== null
  if (!stays && again === undefined && (await getCurrentUser())) redirect(next)
  return (
    <>
      <Slip title="Sign in">
        <SessionEndedAlert />
        <ForeignCookieAlert />
        {stays && <SignedInAlert next={next} />}
        <CredentialsForm mode="sign-in" next={next} stays={stays} />
      </Slip>
      <p className="text-center text-muted">
        New here?{' '}
        <TextLink href={`/sign-up?${new URLSearchParams({ next })}`}>Create an account</TextLink>
      </p>
    </>
  )
}
