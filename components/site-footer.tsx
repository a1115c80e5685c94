import { FOOTER } from '@/lib/brand'
import { TextLink } from './text-link'

export function SiteFooter() {
  return (
    <footer className="border-t border-border">
      <p className="mx-auto flex max-w-6xl flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-6 text-sm text-muted sm:px-6">
        {FOOTER}
        <TextLink href="/docs/api">API</TextLink>
      </p>
    </footer>
  )
}
