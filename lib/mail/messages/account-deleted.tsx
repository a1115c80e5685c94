import { NAME } from '../../brand'
import { Facts, P } from '../layout'
import type { Message } from '../message'

export const accountDeleted: Message = {
  subject: `Your ${NAME} account was deleted`,
  preview: 'This is the last mail about it.',
  Body: ({ happened }) => (
    <>
      <P>
        Your account at {NAME} was deleted, with all that belonged to it. This is the last mail
        about it.
      </P>
      <Facts {...happened} />
      <P>
        If this was not you, someone else knew your password: tell the people who run {NAME}, and
        change the password wherever else you use it.
      </P>
    </>
  ),
}
