import { NAME } from '../../brand'
import { Facts, P } from '../layout'
import type { Message } from '../message'

export const accountDisabled: Message = {
  subject: `Your ${NAME} account was disabled`,
  preview: 'All its sessions were ended.',
  Body: ({ happened }) => (
    <>
      <P>
        Your account at {NAME} was disabled. All its sessions were ended, and no one can sign in to
        it. Nothing of it was deleted.
      </P>
      <Facts {...happened} />
      <P>If you do not know why, ask the people who run {NAME}.</P>
    </>
  ),
}
