// Machine: a clone need not edit this file.
import type { z } from 'zod'
import type { ErrorCode } from '../../contract/errors'
import type { HeaderName } from './headers'

/** One way an operation succeeds, or answers without being a problem. */
export type Answer = {
  status: number
  description: string
  /** Without a schema the answer has no body; its type is JSON unless said otherwise. */
  schema?: z.ZodType
  type?: string
  /** Where the one of the schema does not fit. */
  example?: unknown
  headers?: HeaderName[]
  /** Headers that only some of these answers carry. */
  optionalHeaders?: HeaderName[]
}

/** One method of one path. What operations of its kind share is added in `document.ts`. */
export type Operation = {
  method: 'get' | 'post' | 'delete'
  /** With parameters in braces: /api/account/sessions/{id}. */
  path: string
  id: string
  summary: string
  description?: string
  /**
   * `cookie`: the refresh cookie; `optional-cookie`: served without one as well; `step-up`: an
   * access token of a session whose password was checked lately; `operator`: a token that a setting names.
   */
  auth: 'none' | 'operator' | 'cookie' | 'optional-cookie' | 'bearer' | 'step-up'
  params?: z.ZodObject
  query?: z.ZodObject
  /** The schema that the handler parses with. */
  body?: z.ZodType
  answers: Answer[]
  /** The codes it can answer with beside those of its kind. */
  errors?: ErrorCode[]
  /** Codes after which the answer also clears the refresh cookie. */
  clearing?: ErrorCode[]
}
