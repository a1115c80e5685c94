/**
 * The settings that static pages show. Such a page is made when the app is built, so the build reads them
 * from its own environment. Where they are others when the app starts, the log says so.
 */
import { type ConfigProblem, type Environment, readSettings } from './config'
import { SETTINGS } from './settings'

const { accessTokenTtl, refreshTokenTtl, reuseScope, passwordMinLength } = SETTINGS
const SHOWN = { accessTokenTtl, refreshTokenTtl, reuseScope, passwordMinLength }

/** Their names in the environment: a build with other values is another build. */
export const PAGE_SETTINGS: string[] = Object.values(SHOWN).map(({ name }) => name)

/** @throws ConfigError where one of them is wrong */
export function pageSettings(environment?: Environment) {
  return readSettings(SHOWN, environment)
}

/** What the pages say otherwise than the running app does. @param built as the build has read them. */
export function differingPageSettings(built: object, environment?: Environment): ConfigProblem[] {
  const shown = new Map(Object.entries(built))
  return Object.entries(pageSettings(environment))
    .filter(([key, value]) => shown.get(key) !== value)
    .map(([key, value]) => ({
      name: SHOWN[key as keyof typeof SHOWN].name,
      message: `is ${value}, and the pages say ${shown.get(key)}, as when the app was built. Set it for the build as well, and build again.`,
    }))
}
