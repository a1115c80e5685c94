import { FOOTER } from '@/lib/brand'
import { TextLink } from './text-link'

export function SiteFooter() {
  return (
    <footer className="border-t border-border">
      <p className="page-width flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-6 text-sm text-muted">
        {FOOTER}
        <TextLink href="/docs/api">API</TextLink>
      </p>
    </footer>
  )
}
