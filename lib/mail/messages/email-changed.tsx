import { NAME } from '../../brand'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { Action, Address, Facts, P } from '../layout'
import type { Message } from '../message'

export const emailChanged: Message = {
  subject: `Your ${NAME} email address was changed`,
  preview: 'If this was not you, undo it now.',
  Body: ({ newEmail, link, happened }) => (
    <>
      <P>
        Your account at {NAME} now has the email address <Address>{newEmail}</Address>. This mail
        goes to the one that it had before.
      </P>
      <Facts {...happened} />
      <P>If this was you, there is nothing to do.</P>
      <P>
        If this was not you, someone else knows your password. Undo the change: your account has
        this address again, all its sessions end, and you choose a new password. The link works for{' '}
        {LINK_LIFETIMES['undo-email-change'].words}.
      </P>
      <Action link={link('/undo-email-change')}>Undo the change</Action>
    </>
  ),
}
