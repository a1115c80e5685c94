import { NAME } from '../../brand'
import { Action, Address, P } from '../layout'
import type { Template } from '../template'

export const confirmEmailChange: Template<'confirm-email-change'> = {
  subject: `Confirm your new email address for ${NAME}`,
  preview: 'Until you do, nothing changes.',
  Body: ({ link, email }) => (
    <>
      <P>
        An account at {NAME} is to have the email address <Address>{email}</Address> from now on.
        Confirm that the address is yours:
      </P>
      <Action link={link}>Confirm email address</Action>
      <P>
        If this was not you, ignore this mail and do not open the link: without it, nothing changes.
      </P>
    </>
  ),
}
