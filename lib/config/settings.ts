/**
 * The settings: one row each, and nothing else by hand (docs/recipes/add-a-setting.md). The parser, the
 * type `Config`, README.md's table and `.env.example` follow from it.
 */
import { DEFAULT_DATABASE_URL } from '../../db/address.mjs'
import { AUDIENCE } from '../brand'
import { MAKE_A_SECRET, type Rows } from './kinds'
import type { Algorithm } from './signing-keys'

/** A session's own times, in seconds. */
const YEAR = 31_536_000

export const SETTINGS = {
  appUrl: {
    name: 'APP_URL',
    kind: 'origin',
    default: null,
    unset: 'any loopback origin that equals the Host header',
    examples: ['https://app.example.com'],
    about: 'The public origin: https, or http on a loopback host.',
    more: 'The browser\'s Origin is compared with it, and a page under another address names this one. "npm run dev" serves this host as well as localhost: to develop through a tunnel, set the address of the tunnel. Over http its port, or else PORT, is in the name of the cookie: processes behind one address need the same.',
  },
  secret: {
    name: 'AUTH_SECRET',
    kind: 'secret',
    default: null,
    unset: 'made by `npm start`',
    missing: `is missing. Run "npm start", which makes one, or set the output of: ${MAKE_A_SECRET}`,
    examples: [''],
    about: 'Every token is signed with it, or with a key made from it.',
    more: 'An attacker who has it makes access tokens; docs/keys.md says what those open. To change it and sign no one out, follow the same page.',
  },
  previousSecret: {
    name: 'AUTH_SECRET_PREVIOUS',
    kind: 'secret',
    default: null,
    examples: [''],
    about: 'Verifies tokens and signs none, while `AUTH_SECRET` is changed.',
    more: '"npm run keys -- add --secret" makes it.',
  },
  algorithm: {
    name: 'AUTH_ALGORITHM',
    kind: 'choice',
    options: {
      HS256: 'by AUTH_SECRET',
      Ed25519: '',
      ES256: '',
      PS256: 'by key pairs',
    } satisfies Record<Algorithm, string>,
    default: 'HS256',
    about: 'What signs access tokens.',
    more: 'With key pairs, other services verify them from /.well-known/jwks.json. "npm run keys -- generate" sets this and the keys.',
  },
  signingKeys: {
    name: 'AUTH_SIGNING_KEYS',
    kind: 'json',
    default: null,
    examples: ['{"keys":[…]}'],
    about: 'A private JWK set in one line of JSON: the first key signs, all verify.',
  },
  issuer: {
    name: 'AUTH_ISSUER',
    kind: 'url',
    default: null,
    unset: '`APP_URL`',
    examples: ['https://app.example.com'],
    about: 'The `iss` of the access tokens, a web address.',
  },
  audience: {
    name: 'AUTH_AUDIENCE',
    kind: 'text',
    max: 200,
    default: AUDIENCE,
    unset: '`AUDIENCE` in lib/brand.ts',
    examples: ['my-app'],
    about: 'The `aud` of the access tokens.',
  },
  accessTokenTtl: {
    name: 'AUTH_ACCESS_TOKEN_TTL',
    kind: 'seconds',
    min: 1,
    max: 86_400,
    default: 900,
    about: 'How long an access token lives.',
    more: 'A shorter one counts at once: no older token of a longer life is accepted.',
  },
  refreshTokenTtl: {
    name: 'AUTH_REFRESH_TOKEN_TTL',
    kind: 'seconds',
    min: 60,
    max: YEAR,
    default: 604_800,
    about: 'A session ends after this time without use.',
  },
  sessionMaxAge: {
    name: 'AUTH_SESSION_MAX_AGE',
    kind: 'seconds',
    min: 60,
    max: YEAR,
    default: 2_592_000,
    about:
      'A session ends after this time in any case; 24 hours for a sign-in that lasts while the browser is open.',
  },
  refreshGrace: {
    name: 'AUTH_REFRESH_GRACE',
    kind: 'seconds',
    min: 0,
    max: 600,
    default: 30,
    about: 'For this time after a rotation, the previous refresh token gets the current one again.',
    more: 'The answer with the current one may be lost. With AUTH_REFRESH_COALESCE=0 and this 0, rotation is strict: that raises false alarms.',
  },
  refreshCoalesce: {
    name: 'AUTH_REFRESH_COALESCE',
    kind: 'seconds',
    min: 0,
    max: 3_600,
    default: 60,
    about:
      'For this time after a rotation, a refresh does not rotate again; at least `AUTH_REFRESH_GRACE` + 10.',
  },
  reuseScope: {
    name: 'AUTH_REUSE_SCOPE',
    kind: 'choice',
    options: { user: 'reuse ends all sessions of the user', session: 'only that one' },
    default: 'user',
    about: 'What a reused refresh token ends.',
  },
  revocation: {
    name: 'AUTH_REVOCATION',
    kind: 'choice',
    options: {
      immediate: 'an ended session is refused at its next request, for one lookup each',
      stateless: 'its access token works until it expires, without a lookup',
    },
    default: 'immediate',
    about:
      'When the access token of an ended session stops working; docs/when-not-to-use-jwt.md weighs the two.',
    more: 'What is under /api/account, and the password, are looked up in any case.',
  },
  maxSessions: {
    name: 'AUTH_MAX_SESSIONS',
    kind: 'count',
    // All of them are shown in one list, so their number has an end.
    of: 'sessions',
    min: 1,
    max: 200,
    default: 100,
    about: 'How many sessions a user can have; a new one beyond it ends the oldest.',
  },
  signOutClears: {
    name: 'AUTH_SIGN_OUT_CLEARS',
    kind: 'choice',
    options: {
      storage: 'localStorage, IndexedDB and the like, those of your app among them',
      nothing: 'the app clears what it stores by itself',
    },
    default: 'storage',
    about: 'What a sign-out has the browser clear beside the cookie.',
  },
  stepUpTtl: {
    name: 'AUTH_STEP_UP_TTL',
    kind: 'seconds',
    min: 30,
    max: 86_400,
    default: 600,
    about: 'For how long a password check counts as recent.',
  },
  passwordMinLength: {
    name: 'AUTH_PASSWORD_MIN_LENGTH',
    kind: 'count',
    of: 'characters',
    min: 8,
    max: 64,
    default: 8,
    about: 'The shortest password; 15 is advised where it is the only factor.',
  },
  pepper: {
    name: 'AUTH_PEPPER',
    kind: 'secret',
    weak: 'Keep the one in use as AUTH_PEPPER_PREVIOUS: without it no one can sign in.',
    default: null,
    examples: [''],
    about: 'Mixed into every password before it is hashed; another one than `AUTH_SECRET`.',
    more: 'Kept apart from the database, it makes a stolen one useless. Never lose it: without it no password verifies. To set or change it, follow docs/keys.md.',
  },
  previousPepper: {
    name: 'AUTH_PEPPER_PREVIOUS',
    // Not a secret by its rules: so a weak one can be replaced.
    kind: 'text',
    default: null,
    examples: [''],
    about: 'Still verifies passwords, while `AUTH_PEPPER` is changed.',
    more: '"npm run keys -- add --pepper" makes it.',
  },
  bcryptCost: {
    name: 'BCRYPT_COST',
    kind: 'count',
    min: 4,
    max: 16,
    default: 12,
    about: 'The work factor of bcrypt: each step doubles the work.',
    more: 'A stored password of another one is hashed anew at its next sign-in; until the last is, a refused sign-in costs what the most expensive one costs.',
  },
  bcryptThreads: {
    name: 'BCRYPT_THREADS',
    kind: 'count',
    min: 1,
    max: 64,
    default: null,
    unset: 'cores / `WEB_CONCURRENCY`',
    examples: ['2'],
    about:
      'How many passwords each process hashes at once; set it in a container with a CPU quota.',
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    kind: 'text',
    default: DEFAULT_DATABASE_URL,
    examples: ['postgres://user:password@db.example.com/app?sslmode=verify-full'],
    about: 'An SQLite file, or PostgreSQL: `postgres://…`, on another machine with `?sslmode=`.',
    more: '?pool_size= sets the connections of each process, ?pgbouncer=true is for a transaction pooler.',
  },
  databaseSsl: {
    name: 'DATABASE_SSL',
    kind: 'text',
    default: null,
    examples: ['verify-full'],
    about:
      'The `sslmode` where the URL is not yours to change: "verify-full", "no-verify" or "disable".',
    more: 'See docs/postgresql.md.',
  },
  databaseCa: {
    name: 'DATABASE_CA',
    kind: 'text',
    severalLines: true,
    default: null,
    examples: ['./ca.pem'],
    about: 'The certificate authority of the database, a PEM file or its text.',
  },
  // feature: metrics
  metricsToken: {
    name: 'METRICS_TOKEN',
    kind: 'secret',
    default: null,
    examples: [''],
    about:
      'Opens /api/metrics to those who send it as a bearer token; unset, there is no such route.',
    more: 'See features/metrics/README.md.',
  },
  // /feature: metrics
  rateLimit: {
    name: 'RATE_LIMIT',
    kind: 'choice',
    options: { on: 'see docs/limits.md', off: 'only where APP_URL is a loopback host' },
    default: 'on',
    about: 'Whether failed sign-ins, sign-ups and calls are limited.',
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    kind: 'count',
    min: 0,
    max: 16,
    default: 0,
    about: 'How many reverse proxies stand in front, each of which appends to X-Forwarded-For.',
    more: 'With 0 behind a proxy every client has the address of the proxy: what one of them fills, the others wait for (docs/limits.md).',
  },
  webConcurrency: {
    name: 'WEB_CONCURRENCY',
    kind: 'count',
    of: 'processes',
    min: 1,
    max: 64,
    default: 1,
    about: 'How many processes serve on one port: at most one a core; a dead one is replaced.',
    more: 'Several machines need PostgreSQL and the same AUTH_SECRET.',
  },
  port: {
    name: 'PORT',
    kind: 'count',
    min: 1,
    max: 65_535,
    default: 3000,
    about: 'Where the server listens; `npm start -- --port 3001` is stronger.',
  },
  hostname: {
    name: 'HOSTNAME',
    kind: 'text',
    default: null,
    unset: 'loopback, or every address where `APP_URL` is https',
    examples: ['0.0.0.0'],
    about: 'The address on which the server listens; `npm start -- --hostname ::1` is stronger.',
  },
} as const satisfies Rows
