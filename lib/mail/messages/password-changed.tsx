import { NAME } from '../../brand'
import { Action, Facts, P } from '../layout'
import type { Template } from '../template'

export const passwordChanged: Template<'password-changed'> = {
  subject: `Your ${NAME} password was changed`,
  preview: 'If this was not you, choose a new one now.',
  Body: ({ link, happened }) => (
    <>
      <P>The password of your account at {NAME} was changed.</P>
      <Facts {...happened} />
      <P>If this was you, there is nothing to do.</P>
      <P>
        If this was not you, someone else has your account. Choose a new password now, which ends
        all sessions of the account:
      </P>
      <Action link={link}>Reset password</Action>
    </>
  ),
}
