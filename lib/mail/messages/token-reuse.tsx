import { NAME } from '../../brand'
import { Action, Facts, P } from '../layout'
import type { Template } from '../template'

export const tokenReuse: Template<'token-reuse'> = {
  subject: `Someone may have copied your ${NAME} session`,
  preview: 'It was ended. Choose a new password now.',
  Body: ({ link, happened }) => (
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
      <Action link={link}>Reset password</Action>
    </>
  ),
}
