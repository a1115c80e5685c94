import {
  accountExport,
  eventPage,
  nothingYet,
  sessionSummary,
  sessionsAnswer,
  userAnswer,
} from '../../contract/answers'
import { emailChangeInput, passwordChangeInput, stepUpInput } from '../../contract/inputs'
import { pageQuery } from '../../contract/pages'
import type { Answer, Operation } from './operation'
import { granted, signedOut } from './sign-in-operations'

const nothing: Answer = { status: 204, description: 'Done.' }

export const accountOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/me',
    id: 'me',
    summary: 'Who the access token belongs to',
    auth: 'bearer',
    answers: [{ status: 200, description: 'The user.', schema: userAnswer }],
  },
  {
    method: 'post',
    path: '/api/auth/change-password',
    id: 'changePassword',
    summary: 'Change the password',
    description: 'Every session ends, and this one goes on under a new id with new tokens.',
    auth: 'bearer',
    body: passwordChangeInput,
    answers: [
      granted,
      {
        ...nothing,
        description:
          'The password is changed, but no session could begin after it: sign in with the new one. The cookie is cleared.',
        headers: ['Set-Cookie'],
      },
    ],
    errors: ['invalid-credentials', 'weak-password'],
  },
  {
    method: 'post',
    path: '/api/auth/change-email',
    id: 'changeEmail',
    summary: 'Ask for another address',
    description:
      'Nothing changes until the link in the mail to the new address is used (`confirmEmailChange`). The present address gets a mail at once, whose link takes the change back for 7 days. The answer is the same where an account has the new address already; then no mail goes there.',
    auth: 'step-up',
    body: emailChangeInput,
    answers: [
      {
        status: 202,
        description: 'The mails are on their way.',
        schema: nothingYet,
        optionalHeaders: ['Mail-Outbox'],
      },
    ],
  },
  {
    method: 'post',
    path: '/api/auth/step-up',
    id: 'stepUp',
    summary: 'Confirm the password (step-up)',
    description:
      'For what answers `step-up-required`. Presents the refresh cookie as well, where the browser holds that of this session, and replaces it as a refresh does. A wrong password ends nothing.',
    auth: 'bearer',
    body: stepUpInput,
    answers: [{ ...granted, headers: [], optionalHeaders: ['Set-Cookie'] }],
    errors: ['invalid-credentials', 'token-reuse'],
  },
  {
    method: 'post',
    path: '/api/auth/logout-all',
    id: 'logoutAll',
    summary: 'Sign out everywhere',
    description: 'Ends every session and every access token of the user, these too.',
    auth: 'step-up',
    answers: [signedOut],
  },
  {
    method: 'get',
    path: '/api/account/sessions',
    id: 'listSessions',
    summary: 'List active sessions',
    description: 'The last used first; AUTH_MAX_SESSIONS (100) at most.',
    auth: 'bearer',
    answers: [{ status: 200, description: 'The sessions.', schema: sessionsAnswer }],
  },
  {
    method: 'delete',
    path: '/api/account/sessions',
    id: 'endOtherSessions',
    summary: 'End all sessions but this one',
    auth: 'step-up',
    answers: [nothing],
  },
  {
    method: 'delete',
    path: '/api/account/sessions/{id}',
    id: 'endSession',
    summary: 'End one session',
    description:
      'One of the caller’s own sessions. Another user’s session, an ended one and an unknown id get the same `not-found`. To end another session than the current one needs the password within AUTH_STEP_UP_TTL.',
    auth: 'bearer',
    params: sessionSummary.pick({ id: true }),
    answers: [
      {
        ...nothing,
        description:
          'It has ended. Where it was the caller’s own, the answer is that of a sign-out.',
        optionalHeaders: ['Set-Cookie', 'Clear-Site-Data'],
      },
    ],
    errors: ['not-found', 'step-up-required'],
  },
  {
    method: 'get',
    path: '/api/account/events',
    id: 'listEvents',
    summary: 'Read the account’s security events',
    description:
      'Newest first, kept for 90 days. `nextCursor` is null on the last page. What happens again within the hour, such as a failed sign-in from one network, is one event with a `count`.',
    auth: 'bearer',
    query: pageQuery,
    answers: [{ status: 200, description: 'A page of events.', schema: eventPage }],
    errors: ['invalid-input'],
  },
  {
    method: 'get',
    path: '/api/account/export',
    id: 'exportAccount',
    summary: 'Export everything that is kept about you',
    description:
      'No password hash, no token, and nothing that would make one. Sent while it is read: where something fails on the way, the connection breaks off.',
    auth: 'step-up',
    answers: [
      {
        status: 200,
        description: 'Everything, as a file.',
        schema: accountExport,
        headers: ['Content-Disposition'],
      },
    ],
  },
  {
    method: 'delete',
    path: '/api/account',
    id: 'deleteAccount',
    summary: 'Delete the account',
    description:
      'At once, with everything that is kept about the user: nothing brings it back. A last mail says that it is done. Of two calls at the same time the second gets `session-expired`.',
    auth: 'step-up',
    answers: [
      {
        ...signedOut,
        description: 'The account is deleted. The answer is that of a sign-out.',
        optionalHeaders: ['Clear-Site-Data', 'Mail-Outbox'],
      },
    ],
  },
]
