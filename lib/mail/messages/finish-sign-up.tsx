import { NAME } from '../../brand'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { Action, P } from '../layout'
import type { Message } from '../message'

export const finishSignUp: Message = {
  subject: `Finish signing up for ${NAME}`,
  preview: 'Choose your password.',
  Body: ({ link }) => (
    <>
      <P>
        Someone, probably you, signed up with this email address. An account had been begun with it
        before, so a password counts only once it is chosen through this link. It verifies the
        address, too.
      </P>
      <Action link={link('/reset-password')}>Choose a password</Action>
      <P>The link works once, for {LINK_LIFETIMES['password-reset'].words}.</P>
      <P>
        If this was not you, ignore this mail and do not open the link: without it, no one can use
        the account.
      </P>
    </>
  ),
}
