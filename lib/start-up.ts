import { readAddress } from '../db/address.mjs'
import { isPostgresql } from '../db/dialect'
import { causeOf } from '../db/errors'
import { migrateDatabase } from '../db/migrate'
import { commonPasswordsProblem } from './auth/passwords/common-passwords'
import {
  ConfigError,
  config,
  isDevelopment,
  missingSettings,
  settingWarnings,
} from './config/config'
import { EnvFileError, fileSettings } from './config/env-files.mjs'
import { differingPageSettings, pageSettings } from './config/page-settings'
import { checkKeys } from './config/signing-keys-check'
import { refusedAtGate } from './http/api-gate'
import { drainOnSigterm } from './http/drain'
import { prepareIncomingRequests } from './http/incoming'
import { isHiddenOutbox } from './http/mail-outbox' // feature: dev-outbox
import { readStaticPages, type StaticPages } from './http/page-policy'
import { connection } from './http/request-context'
import { loadSignUpCheck } from './http/sign-up-check'
import { log } from './log/log'
import { wrapPlainText } from './log/plain-text'
import { deliverMails } from './mail/delivery'
import { purgeHourly } from './purge-timer'

/** Checks the settings, migrates, and refuses to serve on anything that is wrong. */
export async function startUp(): Promise<void> {
  try {
    // Read for its refusals: Next has read these files by other rules.
    fileSettings(
      /* turbopackIgnore: true */ process.cwd(),
      isDevelopment ? 'development' : 'production',
    )
    await checkKeys(config())
    checkPasswordList()
    await loadSignUpCheck(config())
    const staticPages = finishedBuild()
    await migrateDatabase(config().databaseUrl)
    // Not before: what is wrong with a setting is a sentence for the person who starts it.
    if (!isDevelopment) wrapPlainText()
    log.info({ event: 'sys_startup' })
    const warnings = [...settingWarnings(), ...differingPageSettings(staticPages.settings)]
    for (const { name, message } of warnings) {
      log.warn({ event: 'setting_ignored', name, text: `${name} ${message}` })
    }
    for (const { name, message } of missingSettings(config())) {
      log.warn({ event: 'setting_missing', name, text: `${name} ${message}` })
    }
    await prepareIncomingRequests({
      secure: config().secure,
      development: isDevelopment,
      staticPages,
      isHidden: (request) => isHiddenOutbox(config(), request), // feature: dev-outbox
      gate: (request) => refusedAtGate(config(), connection().now(), request),
    })
    drainOnSigterm()
    purgeHourly(connection(), config())
    deliverMails(connection(), config())
    // To the process that started this one.
    process.send?.('ready')
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n\n`)
    process.exit(1)
  }
}

/** Something that belongs to the app is not there. */
class IncompleteInstall extends Error {}

/** @throws IncompleteInstall where every sign-up would fail for want of the list. */
function checkPasswordList(): void {
  const problem = commonPasswordsProblem()
  if (problem) throw new IncompleteInstall(problem)
}

/**
 * What the build knows of its static pages; while developing there are none.
 *
 * @throws IncompleteInstall where none of their scripts would run.
 */
function finishedBuild(): StaticPages {
  if (isDevelopment) return { pages: {}, settings: pageSettings() }
  const found = readStaticPages(/* turbopackIgnore: true */ process.cwd())
  if (found) return found
  throw new IncompleteInstall(
    'The build is not finished: "next build" alone does not say which scripts its pages may run. Build with "npm run build".',
  )
}

/** One line a problem: what is wrong and what to do. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof EnvFileError) return error.message
  if (error instanceof IncompleteInstall) return error.message
  const cause = causeOf(error)
  const said = cause instanceof Error ? cause.message || ('code' in cause && cause.code) : cause
  // One line; of a refused connection to several addresses only the code says anything.
  const reason = String(said).split('\n')[0]
  const { databaseUrl } = config()
  if (!isPostgresql(databaseUrl)) {
    return `DATABASE_URL cannot be opened or migrated: ${reason}. Check the path and its permissions.`
  }
  return `DATABASE_URL leads to ${whereTo(databaseUrl)}, which cannot be used or migrated: ${reason}. Check that PostgreSQL runs there, and the address, user and password.`
}

/** Where a database URL leads, without user and password. */
function whereTo(databaseUrl: string): string {
  const address = readAddress(databaseUrl)
  return address.kind === 'postgresql' ? address.label.replace(/^.*[@]|^postgres:\/\//, '') : ''
}
