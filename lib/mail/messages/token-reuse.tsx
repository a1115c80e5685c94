import { NAME } from '../../brand'
import { Action, Facts, P } from '../layout'
import type { Message } from '../message'

export const tokenReuse: Message = {
  subject: `Someone may have copied your ${NAME} session`,
  preview: 'It was ended. Choose a new password now.',
  Body: ({ page, happened }) => (
    <>
      <P>
        An old copy of a session of your account at {NAME} was used. Someone else may have copied it
        from your browser, so it was ended.
      </P>
      <Facts {...happened} />
      <P>
        A browser that was restored from a backup does this, too. If you know of none, choose a new
        password now, which ends all sessions of your account:
      </P>
      <Action link={page('/forgot-password')}>Reset password</Action>
    </>
  ),
}
