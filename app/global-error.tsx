'use client'

import { Slip, SlipPage } from '@/components/slip'
import { buttonVariants } from '@/components/ui/button'
import { NAME } from '@/lib/brand'
import './globals.css'

/**
 * Stands in for the root layout when that one fails. It works without any script: where the
 * document was built ahead of time it has no nonce, and the Content-Security-Policy lets none run.
 */
export default function GlobalError() {
  return (
    <html lang="en">
      <body className="flex flex-col font-sans antialiased">
        <title>{`Something went wrong · ${NAME}`}</title>
        <main className="flex flex-1 flex-col">
          <SlipPage>
            <Slip title="Something went wrong">
              <p>{NAME} could not show this page. It is our fault, not yours.</p>
              {/* biome-ignore lint/a11y/useValidAnchor: the empty address is this page: it loads again. */}
              <a href="" className={buttonVariants({ className: 'mt-5' })}>
                Try again
              </a>
            </Slip>
          </SlipPage>
        </main>
      </body>
    </html>
  )
}
