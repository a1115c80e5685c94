/**
 * The id of the request that is being answered (ASVS v5.0.0-16.2.1): the same one stands in the lines
 * of the log, in the problem document and in the header of the answer. It is always made here: an id
 * that a client chose could mix its lines with those of another. On Node and on the edge.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** The answer carries it; within the app the request does, for the edge. */
export const REQUEST_ID = 'x-request-id'

/** Kept where every bundle of one process finds the same storage. */
const kept = globalThis as { requestIds?: AsyncLocalStorage<string | undefined> }
kept.requestIds ??= new AsyncLocalStorage()
const { requestIds } = kept

/** The id of the request that led here, a UUID; undefined outside of one. */
export const requestId = (): string | undefined => requestIds.getStore()

/** Runs something as part of the request with this id, or of none. */
export const withRequestId = <T>(id: string | undefined, run: () => T): T => requestIds.run(id, run)
