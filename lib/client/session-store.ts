// Machine: a clone need not edit this file.
/**
 * The session of one browser page: who is signed in, and the access token that proves it.
 *
 *     auth-provider.tsx   what components use      auth-fetch.ts   calls with the token
 *                \                                  /
 *                 browser.ts   one session a page; the only file that touches the browser
 *                     |
 *                 session-store.ts   what answers, people and other tabs change
 *            /        |        \
 *   refresher.ts  actions.ts  sign-out.ts   tab-sync.ts, tab-lock.ts, epoch.ts,
 *            \    exchange.ts  /            state.ts, access-token.ts, step-up.ts
 *             \       |       /
 *                 api.ts   the calls; then pure:
 *                 answer.ts   what an answer means     refresh-schedule.ts   when to ask
 *
 * Four rules hold everywhere in here:
 *
 * 1. Only the server's explicit word ends a session (`answer.ts`). No network is not a sign-out.
 * 2. What began before a sign-in or sign-out counts for nothing after it (`epoch.ts`).
 * 3. A document belongs to one user. What was rendered for one is never shown or sent with the
 *    session of another: when another user signs in, the document is loaded again.
 * 4. The access token is handed to `authFetch` only; components never see it (`access-token.ts`).
 *
 * Timers are the global ones; every other effect is a parameter.
 */

import type { PageEndReason } from '../contract/end-reasons'
import { createAccessToken } from './access-token'
import { createActions } from './actions'
import { type Grant, interrupted, type ServerEndReason, type Verdict } from './answer'
import { createEpoch } from './epoch'
import { createExchange } from './exchange'
import { createRefresher } from './refresher'
import type { Access, PageEvents, Session, SessionDeps } from './session-types'
import { createSignOut } from './sign-out'
import { createState, firstState, type RenderedFor } from './state'
import { createStepUp } from './step-up'
import { createTabSync, type TabMessage } from './tab-sync'
import type { AuthState } from './types'

/** What this page did itself: a page that was rendered before it must not undo it. */
const OWN_SIGN_OUTS: (PageEndReason | null)[] = [
  'signed-out',
  'signed-out-elsewhere',
  'signed-out-everywhere',
  'account-deleted',
]

/** How often a call asks for a token before it gives up: each sign-in elsewhere costs it one. */
const ACCESS_TRIES = 3

export function createSession(rendered: RenderedFor, deps: SessionDeps): Session {
  const initial = firstState(rendered)
  const state = createState(initial)
  state.subscribe(() => deps.mark(showsUser()))
  const token = createAccessToken(deps.now)
  const epoch = createEpoch()
  const tabs = createTabSync(deps.openChannel)
  const signOutSender = createSignOut(deps, {
    tell: (signOutStatus) => state.set({ signOutStatus }),
    announce: () => tabs.tell({ type: 'signed-out' }),
  })
  const refresher = createRefresher(deps, {
    epoch,
    isFirst: isUnknown,
    mayRun: () => starts > 0 && exchange.underWay() === null && deps.isVisible(),
    onVerdict,
  })
  const exchange = createExchange(deps, {
    epoch,
    signOutSender,
    onGrant(grant, sentAt) {
      adopted = true
      adopt(grant, sentAt)
      tabs.tell({ type: 'signed-in', userId: grant.user.id })
    },
    onSettled: refresher.look,
  })
  const stepUp = createStepUp()
  const actions = createActions(deps, {
    access,
    exchange,
    confirmPassword: stepUp.ask,
    onSignedOutEverywhere() {
      leave({ endReason: 'signed-out-everywhere' })
      tabs.tell({ type: 'signed-out' })
    },
    onDeleted() {
      leave({ endReason: 'account-deleted' })
      tabs.tell({ type: 'signed-out' })
    },
    onChangedWithoutGrant() {
      leave({ endReason: 'password-change' })
      tabs.tell({ type: 'check', reason: 'password-change' })
    },
    onReset() {
      if (isSignedIn()) askAnew()
    },
  })
  /** The user of this document, from the first sign-in to its end. */
  let owner = initial.user?.id ?? null
  /** Has this document had an access token of its owner, or has a user signed in on it? */
  let adopted = false
  /** Why another tab's session ended, while this one asks about its own. */
  let heard: ServerEndReason | null = null
  let starts = 0
  let stopWatching = () => {}

  const isSignedIn = () => state.get().status === 'signed-in'

  /** Has a static page not learnt yet who is signed in? */
  function isUnknown() {
    return state.get().status === 'unknown'
  }

  /** Does the page show a user, or what is shown to one? */
  const showsUser = () => state.get().status !== 'signed-out'

  function onVerdict(verdict: Verdict, sentAt: number) {
    if (verdict.kind === 'granted') adopt(verdict.grant, sentAt)
    else if (verdict.kind === 'kept') state.set({ connection: verdict.connection })
    else if (showsUser()) {
      const known = verdict.reason === 'no-session' ? heard : null
      const reason = known ?? verdict.reason
      leave({ endReason: reason, endedBefore: isUnknown(), connection: 'ok' })
      // The cookie is shared: what ended here has probably ended there. They ask for themselves.
      tabs.tell({ type: 'check', reason })
    } else {
      refresher.forget()
      state.set({ connection: 'ok' })
    }
  }

  function adopt({ accessToken, expiresIn, user }: Grant, sentAt: number) {
    if (owner !== null && owner !== user.id) return switchUser()
    owner = user.id
    adopted = true
    heard = null
    token.set(accessToken, sentAt + expiresIn * 1_000)
    state.set({
      status: 'signed-in',
      user,
      endReason: null,
      endedBefore: false,
      connection: 'ok',
      signOutStatus: 'none',
    })
    refresher.follow(sentAt, expiresIn)
  }

  /** The page has no session from here on. */
  function leave(change: Partial<AuthState>) {
    epoch.next()
    token.drop()
    stopAsking()
    state.set({ endedBefore: false, ...change, status: 'signed-out', user: null })
  }

  /** What the page shows of the tries ends with them. */
  function stopAsking() {
    refresher.forget()
    if (state.get().connection !== 'offline') state.set({ connection: 'ok' })
  }

  /**
   * Another user is signed in now. A form that the first one filled in must not be sent with the
   * token of the second, who must not see what is on the screen, either: all of it goes.
   */
  function switchUser() {
    // It was loaded again for this reason, and the API still answers for another user than the page:
    // a cookie lies on the path of one of the two alone. Loading it once more would never end.
    if (!adopted && deps.wasReloaded()) return leave({ endReason: 'cookie-conflict' })
    leave(isSignedIn() ? { endReason: 'signed-out-elsewhere' } : {})
    deps.reload()
  }

  function signOut() {
    leave({ endReason: 'signed-out' })
    signOutSender.begin()
  }

  function hear(message: TabMessage) {
    if (message.type === 'check') {
      if (isSignedIn()) {
        heard = message.reason
        askAnew()
      }
      return
    }
    if (message.type === 'signed-out') {
      if (showsUser()) leave({ endReason: 'signed-out-elsewhere' })
      else if (exchange.underWay() === null) {
        epoch.next()
        stopAsking()
      }
      return
    }
    signOutSender.stop()
    if (owner !== null && owner !== message.userId) return switchUser()
    // The sign-in ended the session that this token and a refresh in flight belong to.
    token.drop()
    askAnew()
  }

  /** Sessions have ended: a refresh in flight may bring an answer from before that. */
  function askAnew() {
    if (exchange.underWay() === null) epoch.next()
    refresher.want()
  }

  const events: PageEvents = {
    visible: refresher.look,
    online() {
      signOutSender.resume()
      if (showsUser()) refresher.want()
      else if (state.get().connection === 'offline') state.set({ connection: 'ok' })
    },
    offline() {
      if (state.get().connection !== 'rate-limited') state.set({ connection: 'offline' })
    },
    restored() {
      if (!showsUser() && OWN_SIGN_OUTS.includes(state.get().endReason)) return
      if (deps.hasHint() === showsUser()) return showsUser() ? refresher.want() : undefined
      // Another user may look at the screen, or no one may be signed in any more: nothing stays.
      if (showsUser()) leave({})
      deps.reload()
    },
    leaving: signOutSender.flush,
  }

  function start() {
    starts += 1
    if (starts === 1) {
      stopWatching = deps.watch(events)
      tabs.open(hear)
      if (!deps.isOnline()) events.offline()
      if (isUnknown() && !deps.hasHint()) state.set({ status: 'signed-out' })
      deps.mark(showsUser())
      if (showsUser() && token.get() === null) refresher.want()
      refresher.look()
    }
    return () => {
      starts -= 1
      if (starts > 0) return
      stopWatching()
      tabs.close()
      refresher.pause()
    }
  }

  function renderedFor(id: string | null | undefined) {
    const { user, endReason } = state.get()
    if (id === undefined || id === (user?.id ?? null)) return
    if (OWN_SIGN_OUTS.includes(endReason)) return
    refresher.want()
  }

  async function access(rejected: string | null): Promise<Access> {
    if (isUnknown()) {
      const first = await refresher.refresh()
      if (first.kind === 'kept') return { kind: 'failed', failure: first.failure }
    }
    if (!isSignedIn()) return { kind: 'none' }
    if (rejected !== null) token.reject(rejected)
    for (let tries = 0; tries < ACCESS_TRIES && isSignedIn(); tries += 1) {
      await exchange.underWay()
      if (token.get() !== null) break
      const outcome = await refresher.refresh()
      if (outcome.kind === 'ended') return { kind: 'none' }
      if (outcome.kind === 'kept') return { kind: 'failed', failure: outcome.failure }
      // Granted, or overtaken by a password check here or in another tab, which the call survives.
    }
    refresher.look()
    const held = token.get()
    // A sign-out came between: the call belonged to the session before it. (It is
    // never the token of another user: a document has one.)
    return held === null
      ? { kind: 'failed', failure: interrupted() }
      : { kind: 'token', token: held }
  }

  return {
    page: {
      subscribe: state.subscribe,
      getSnapshot: state.get,
      getServerSnapshot: () => initial,
      start,
      renderedFor,
      actions: { ...actions, signOut },
      onStepUp: stepUp.register,
    },
    access,
    confirmPassword: stepUp.ask,
  }
}
