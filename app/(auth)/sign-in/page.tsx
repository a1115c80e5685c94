import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { CredentialsForm } from '@/app/_components/credentials-form'
import { afterSignIn } from '@/app/_components/end-reason'
import { EndedAlert } from '@/app/_components/ended-alert'
import { ForeignCookieAlert } from '@/app/_components/foreign-cookie-alert'
import { SignedInAlert } from '@/app/_components/signed-in-alert'
import { Slip } from '@/app/_components/slip'
import { TextLink } from '@/app/_components/text-link'
import { getCurrentUser, getEndedReason } from '@/lib/http/current-user'
import { safeNextPath } from '@/lib/http/next-path'

export const metadata: Metadata = { title: 'Sign in' }

type SignInProps = {
  searchParams: Promise<Partial<Record<'next' | 'again' | 'stay', string | string[]>>>
}

export default async function SignInPage({ searchParams }: SignInProps) {
  const { next: wish, again, stay } = await searchParams
  const next = afterSignIn(await getEndedReason(), safeNextPath(wish))
  const stays = stay !== undefined && (await getCurrentUser()) !== null
  if (!stays && again === undefined && (await getCurrentUser())) redirect(next)
  return (
    <>
      <Slip title="Sign in">
        <EndedAlert />
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
