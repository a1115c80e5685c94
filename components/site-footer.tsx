import { FOOTER } from '@/lib/brand'
import { TextLink } from './text-link'

export function SiteFooter({ links }: { links: { path: string; name: string }[] }) {
  return (
    <footer className="border-t border-border">
      <p className="page-width flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-6 text-sm text-muted">
        {FOOTER}
        {links.map(({ path, name }) => (
          <TextLink key={path} href={path}>
            {name}
          </TextLink>
        ))}
      </p>
    </footer>
  )
}
