import type { Db } from '../../db/client'
import type { Config } from '../config'

/** What every use case is given: its settings, its database and its clock (milliseconds). */
export type AuthContext = { config: Config; db: Db; now: number }

/** Where a session was begun, for its owner to recognise. Both are as the request claims. */
export type Device = { userAgent: string | null; ip: string | null }
