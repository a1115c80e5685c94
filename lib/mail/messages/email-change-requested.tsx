import { NAME } from '../../brand'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { Action, Address, Facts, P } from '../layout'
import type { Message } from '../message'

export const emailChangeRequested: Message = {
  subject: `Your ${NAME} email address is about to change`,
  preview: 'If this was not you, stop it now.',
  Body: ({ newEmail, link, happened }) => (
    <>
      <P>
        Your account at {NAME} is to have another email address: <Address>{newEmail}</Address>. It
        changes once that address is confirmed.
      </P>
      <Facts {...happened} />
      <P>If this was you, there is nothing to do.</P>
      <P>
        If this was not you, someone else knows your password. Keep your address: this ends all
        sessions of your account and leads to a new password. The link works for{' '}
        {LINK_LIFETIMES['undo-email-change'].words}.
      </P>
      <Action link={link('/undo-email-change')}>Keep my address</Action>
    </>
  ),
}
