'use client'

import { Slip, SlipPage } from '@/components/slip'
import { Button } from '@/components/ui/button'
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
              <Button asChild className="mt-5">
                {/* biome-ignore lint/a11y/useValidAnchor: the empty address is this page: it loads again. */}
                <a href="">Try again</a>
              </Button>
            </Slip>
          </SlipPage>
        </main>
      </body>
    </html>
  )
}
