import { NAME } from '../../brand'
import { Action, P } from '../layout'
import type { Template } from '../template'

export const alreadySignedUp: Template<'already-signed-up'> = {
  subject: `You already have an account at ${NAME}`,
  preview: 'Sign in with the password that you have.',
  Body: ({ link, resetLink }) => (
    <>
      <P>
        Someone, probably you, signed up with this email address. It has an account already, so
        nothing was changed. Sign in with the password that you have:
      </P>
      <Action link={link}>Sign in</Action>
      <P>If you have forgotten your password, choose a new one:</P>
      <Action link={resetLink}>Reset password</Action>
      <P>If this was not you, there is nothing to do: no one got into your account.</P>
    </>
  ),
}
