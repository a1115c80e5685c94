import { NAME } from '../../brand'
import { LINK_LIFETIMES } from '../../contract/link-lifetimes'
import { Action, P } from '../layout'
import type { Message } from '../message'

export const verifyEmail: Message = {
  subject: `Verify your email address for ${NAME}`,
  preview: 'One step, and your account is ready.',
  Body: ({ link }) => (
    <>
      <P>An account at {NAME} has this email address. Verify that the address is yours:</P>
      <Action link={link('/verify-email')}>Verify email address</Action>
      <P>The link works once, for {LINK_LIFETIMES['verify-email'].words}.</P>
      <P>
        If you did not sign up, ignore this mail and do not open the link: without it, no one can
        verify the address.
      </P>
    </>
  ),
}
