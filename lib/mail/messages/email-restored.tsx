import { NAME } from '../../brand'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { Action, P } from '../layout'
import type { Message } from '../message'

export const emailRestored: Message = {
  subject: `Your ${NAME} email address stays yours`,
  preview: 'Now choose a new password.',
  Body: ({ link }) => (
    <>
      <P>
        The change of your email address was taken back: your account at {NAME} has this address,
        and all its sessions were ended.
      </P>
      <P>Someone else may know your password, so choose a new one now:</P>
      <Action link={link('/reset-password')}>Choose a new password</Action>
      <P>
        The link works once, for {LINK_LIFETIMES['password-reset'].words}. Give it to no one: it
        opens your account.
      </P>
    </>
  ),
}
