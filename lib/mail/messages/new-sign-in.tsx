import { NAME } from '../../brand'
import { Action, Facts, P } from '../layout'
import type { Message } from '../message'

export const newSignIn: Message = {
  subject: `New sign-in to your ${NAME} account`,
  preview: 'If this was not you, choose a new password now.',
  Body: ({ page, happened }) => (
    <>
      <P>Someone signed in to your account at {NAME} in a browser that is new to it.</P>
      <Facts {...happened} />
      <P>If this was you, there is nothing to do.</P>
      <P>
        If this was not you, someone else knows your password. Choose a new one now, which ends all
        sessions of your account:
      </P>
      <Action link={page('/forgot-password')}>Reset password</Action>
    </>
  ),
}
