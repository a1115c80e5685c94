import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { SiteFooter } from '@/components/site-footer'
import { SiteHeader } from '@/components/site-header'
import { StatusNotice } from '@/components/status-notice'
import { features } from '@/features'
import { NAME } from '@/lib/brand'
import { AuthProvider } from '@/lib/client/auth-provider'
import { getCurrentUser, getEndReason } from '@/lib/http/current-user'
import './globals.css'

export const metadata: Metadata = {
  title: { default: `${NAME}: JWT sign-in for Next.js`, template: `%s · ${NAME}` },
  description:
    'The sign-in of a Next.js app, done: short-lived access tokens, a rotating refresh token, and sessions that end when you say so.',
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#16211d' },
  ],
}

/** The server says who is signed in, or why no one is, so that the first paint is right. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const current = await getCurrentUser()
  return (
    <html lang="en">
      <body className="flex flex-col font-sans antialiased">
        <a
          href="#main"
          className="absolute top-2 left-2 z-20 -translate-y-24 rounded-lg bg-primary px-4 py-3 font-medium text-primary-foreground focus:translate-y-0"
        >
          Skip to content
        </a>
        <AuthProvider initialUser={current?.user ?? null} initialEndReason={await getEndReason()}>
          <SiteHeader />
          <StatusNotice />
          <main id="main" tabIndex={-1} className="flex flex-1 flex-col">
            {children}
          </main>
          <SiteFooter links={features.flatMap(({ footer }) => footer ?? [])} />
        </AuthProvider>
      </body>
    </html>
  )
}
