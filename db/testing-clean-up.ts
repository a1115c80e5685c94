/** For vitest, once a test file: the next file of the worker finds nothing of this one. */
import { afterAll, afterEach, vi } from 'vitest'
import { cleanUpAll } from './testing-when-over'

afterEach(() => void vi.useRealTimers())
afterAll(cleanUpAll)
