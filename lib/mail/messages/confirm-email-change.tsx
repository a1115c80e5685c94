import { NAME } from '../../brand'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { Action, Address, P } from '../layout'
import type { Message } from '../message'

export const confirmEmailChange: Message = {
  subject: `Confirm your new email address for ${NAME}`,
  preview: 'Until you do, nothing changes.',
  Body: ({ link, recipient }) => (
    <>
      <P>
        An account at {NAME} is to have the email address <Address>{recipient}</Address> from now
        on. Confirm that the address is yours:
      </P>
      <Action link={link('/confirm-email-change')}>Confirm email address</Action>
      <P>The link works once, for {LINK_LIFETIMES['confirm-email-change'].words}.</P>
      <P>
        If this was not you, ignore this mail and do not open the link: without it, nothing changes.
      </P>
    </>
  ),
}
