import type { Metadata } from 'next'
import { AuthLink } from '@/app/(public)/(auth)/auth-link'
import { BrowserOnly } from '@/app/(public)/(auth)/browser-only'
import { CredentialsForm } from '@/app/(public)/(auth)/credentials-form'
import { SessionEndedAlert } from '@/app/(public)/(auth)/session-ended-alert'
import { Slip } from '@/components/slip'

export const metadata: Metadata = { title: 'Sign in' }

export default function SignInPage() {
  return (
    <>
      <Slip title="Sign in">
        <SessionEndedAlert />
        <CredentialsForm mode="sign-in">
          <BrowserOnly />
        </CredentialsForm>
      </Slip>
      <p className="text-center text-muted">
        New here? <AuthLink path="/sign-up">Create an account</AuthLink>
      </p>
    </>
  )
}
