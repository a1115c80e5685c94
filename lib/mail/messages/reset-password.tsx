import { NAME } from '../../brand'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { Action, P } from '../layout'
import type { Message } from '../message'

export const resetPassword: Message = {
  subject: `Reset your ${NAME} password`,
  preview: `The link works once, for ${LINK_LIFETIMES['password-reset'].words}.`,
  Body: ({ link }) => (
    <>
      <P>Someone, probably you, asked for a new password for your account at {NAME}.</P>
      <Action link={link('/reset-password')}>Choose a new password</Action>
      <P>
        The link works once, for {LINK_LIFETIMES['password-reset'].words}. A new password ends all
        sessions of your account. Give the link to no one.
      </P>
      <P>If this was not you, ignore this mail: your password stays as it is.</P>
    </>
  ),
}
