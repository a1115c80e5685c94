import type { Db } from '../../db/client'
import type { Config } from '../config'

/** Where a request comes from, for its person to recognise. Both are as the request claims. */
export type Device = { userAgent: string | null; ip: string | null }

/**
 * What every use case is given: its settings, its database, its clock (milliseconds), and where
 * the request comes from.
 */
export type AuthContext = { config: Config; db: Db; now: number; device: Device }
