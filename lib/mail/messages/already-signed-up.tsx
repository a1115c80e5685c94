import { NAME } from '../../brand'
import { Action, P } from '../layout'
import type { Message } from '../message'

export const alreadySignedUp: Message = {
  subject: `You already have an account at ${NAME}`,
  preview: 'Sign in with the password that you have.',
  Body: ({ page }) => (
    <>
      <P>
        Someone, probably you, signed up with this email address, or asked for a link to verify it.
        It has an account already, and is verified, so nothing was changed. Sign in with the
        password that you have:
      </P>
      <Action link={page('/sign-in')}>Sign in</Action>
      <P>If you have forgotten your password, choose a new one:</P>
      <Action link={page('/forgot-password')}>Reset password</Action>
      <P>If this was not you, there is nothing to do: no one got into your account.</P>
    </>
  ),
}
