import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { SiteFooter } from '@/components/site-footer'
import { features } from '@/features'
import { NAME } from '@/lib/brand'
import { HINT_SCRIPT } from '@/lib/client/signed-in-hint'
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

/** Around static and dynamic pages alike, so it reads nothing of the request. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The script below marks this element before React sees it.
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant, and the policy has its hash. */}
        <script dangerouslySetInnerHTML={{ __html: HINT_SCRIPT }} />
      </head>
      <body className="flex flex-col font-sans antialiased">
        <a
          href="#main"
          className="absolute top-2 left-2 z-20 -translate-y-24 rounded-lg bg-primary px-4 py-3 font-medium text-primary-foreground focus:translate-y-0"
        >
          Skip to content
        </a>
        {children}
        <SiteFooter links={features.flatMap(({ footer }) => footer ?? [])} />
      </body>
    </html>
  )
}
