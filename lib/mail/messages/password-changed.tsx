import { NAME } from '../../brand'
import { Action, Facts, P } from '../layout'
import type { Message } from '../message'

export const passwordChanged: Message = {
  subject: `Your ${NAME} password was changed`,
  preview: 'If this was not you, choose a new one now.',
  Body: ({ page, happened }) => (
    <>
      <P>The password of your account at {NAME} was changed.</P>
      <Facts {...happened} />
      <P>If this was you, there is nothing to do.</P>
      <P>
        If this was not you, someone else has your account. Choose a new password now, which ends
        all sessions of the account:
      </P>
      <Action link={page('/forgot-password')}>Reset password</Action>
    </>
  ),
}
