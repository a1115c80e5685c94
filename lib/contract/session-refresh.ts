/** The header that says how a refresh went, and, in the request, which kind is wanted. */
export const SESSION_REFRESH = 'Session-Refresh'

/**
 * In the request: a token that was replaced gets a plain 401 (`reason: out-of-date`), and raises no
 * alarm. For a document that is being loaded: the browser may have come back in an older state, as after
 * a crash or from a copy. No token is given out that would not be given out without it.
 */
export const IF_CURRENT = 'if-current'

/** In the answer: what became of the token. lib/http/openapi/headers.ts says what each means. */
export const REFRESH_OUTCOMES = ['rotated', 'unchanged', 'retried', 'recovered'] as const

export type RefreshOutcome = (typeof REFRESH_OUTCOMES)[number]
