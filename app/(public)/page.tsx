import type { ReactNode } from 'react'
import { StartLinks } from '@/components/start-links'
import { durationInWords } from '@/components/words'
import { NAME, PASS } from '@/lib/brand'
import { pageSettings } from '@/lib/config/page-settings'
import { PassSlip } from './pass-slip'

export default function HomePage() {
  const { accessTokenTtl, refreshTokenTtl, reuseScope } = pageSettings()
  const accessLife = durationInWords(accessTokenTtl)
  return (
    <div className="page-width grid gap-x-16 gap-y-10 py-8 lg:grid-cols-[1.2fr_1fr] lg:gap-y-9 lg:py-11">
      <div className="flex flex-col gap-6">
        <h1 className="text-4xl leading-[1.1] font-bold tracking-tight sm:text-[2.75rem]">
          Hand out {PASS}es, not master keys.
        </h1>
        <p className="max-w-xl text-lg leading-relaxed text-muted wrap-anywhere">
          {NAME} is JWT sign-in for Next.js, done and tested: passes that last {accessLife},
          sessions that end the moment you end them, and nothing that fails quietly. Clone it and
          build your app on it.
        </p>
        <Commands />
        <StartLinks />
      </div>
      <div className="mx-auto w-full max-w-md self-center px-2 py-3 lg:max-w-none">
        <PassSlip accessLife={accessLife} refreshLife={durationInWords(refreshTokenTtl)} />
      </div>
      <section aria-labelledby="how" className="lg:col-span-2">
        <h2 id="how" className="sr-only">
          How it works
        </h2>
        <ul className="grid gap-x-10 gap-y-6 border-t border-border pt-7 sm:grid-cols-2 lg:grid-cols-4">
          <Point title="Short passes">
            The access token lives {accessLife} in the page’s memory: never in storage, a cookie or
            a URL.
          </Point>
          <Point title="A stub that rotates">
            The refresh token sits in an httpOnly cookie that no script can read, and is replaced as
            it is used.
          </Point>
          <Point title="A copy ends everything">
            When a spent refresh token turns up, someone copied it.{' '}
            {reuseScope === 'user' ? 'Every session of that person ends' : 'Its session ends'} at
            once.
          </Point>
          <Point title="Revoked means now">
            Each guarded call checks the signature and the session, so a pass is worth nothing once
            you sign out.
          </Point>
        </ul>
      </section>
    </div>
  )
}

function Commands() {
  return (
    <section
      aria-label="Start it"
      className="max-w-xl rounded-xl border border-border bg-code px-5 py-4 font-mono text-sm leading-relaxed text-code-foreground"
    >
      <Command line="npm start">installs, migrates, builds, serves</Command>
      <Command line="npm test">unit, HTTP and browser tests</Command>
      <p className="mt-2 font-sans text-code-muted">
        All it needs is Node 20.19 or newer, with npm.
      </p>
    </section>
  )
}

function Command({ line, children }: { line: string; children: ReactNode }) {
  return (
    <p className="flex flex-wrap gap-x-6 max-sm:mb-2">
      <code className="min-w-24 font-bold">
        <span aria-hidden="true" className="text-code-muted select-none">
          ${' '}
        </span>
        {line}
      </code>
      <span className="text-code-muted"># {children}</span>
    </p>
  )
}

function Point({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li>
      <h3 className="font-semibold">{title}</h3>
      <p className="mt-1 text-[0.95rem] leading-relaxed text-muted">{children}</p>
    </li>
  )
}
