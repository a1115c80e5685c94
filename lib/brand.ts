/**
 * What a clone renames: `npm run rename -- "Acme"` writes this file (`docs/recipes/rename.md` says what
 * a rename costs an app that is running). Values only, and no import: server, edge, browser, tests and
 * scripts read it. What must survive a rename is in `auth/labels.ts`.
 */

export const NAME = 'Hallpass'
/** 3 to 32 of `a-z 0-9 -`, a letter first: it is part of names that allow nothing else. */
export const SLUG = 'hallpass'
/** What the landing page calls an access token, in one or two words. */
export const PASS = 'hall pass'
/** The sentence at the foot of each page. */
export const FOOTER = `${NAME} is open source under the MIT licence. Clone it and make it yours.`

/** `aud` of the access tokens where AUTH_AUDIENCE is not set. */
export const AUDIENCE = `${SLUG}`
/** `client_id` of the access tokens: this app's own pages (RFC 9068 section 2.2 requires the claim). */
export const CLIENT_ID = `${SLUG}-web`
/** In front of an error code: the `type` of a problem document (RFC 9457 section 3.1.1). */
export const PROBLEM_TYPE = `urn:${SLUG}:problem:`
/** The channel and the Web Lock that the tabs of a browser share. */
export const TAB_CHANNEL = `${SLUG}-session`
export const TAB_LOCK = `${SLUG}-session`
/**
 * The cookie of the refresh token; `http/cookies.ts` adds `__Host-` or the port. The command leaves it
 * alone: another name signs every user out.
 */
export const REFRESH_COOKIE = 'refresh_token'
/** The cookie beside it that scripts can read: there is probably a session. It decides nothing. */
export const HINT_COOKIE = 'signed_in_hint'
/** The cookie by which an account knows a browser that has signed in to it before. */
export const KNOWN_BROWSER_COOKIE = 'known_browser'
