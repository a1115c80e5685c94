import type { Group, Schema } from './document'

type ContentsProps = { groups: Group[]; schemas: [string, Schema][] }

/** Where everything on the page is: beside it where there is room, above it elsewhere. */
export function Contents({ groups, schemas }: ContentsProps) {
  return (
    <nav
      aria-label="On this page"
      className="grid content-start gap-6 text-sm sm:grid-cols-3 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:grid-cols-1 lg:overflow-y-auto lg:pb-4"
    >
      {groups.map(({ name, operations }) => (
        <Links
          key={name}
          title={name}
          links={operations.map(({ id, operation }) => [id, operation.summary ?? id])}
        />
      ))}
      <Links title="Schemas" links={schemas.map(([name]) => [name, name])} />
      <Links title="Problems" links={[]} />
      <Links title="Headers" links={[]} />
    </nav>
  )
}

function Links({ title, links }: { title: string; links: [id: string, text: string][] }) {
  return (
    <div>
      <p className="font-semibold">
        <a href={`#${anchorOf(title)}`}>{title}</a>
      </p>
      <ul className="mt-1">
        {links.map(([id, text]) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="block rounded py-1 text-muted underline-offset-4 hover:text-foreground hover:underline pointer-coarse:py-2"
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A group's place on the page. Operations and schemas have theirs by their own names. */
export function anchorOf(title: string): string {
  return `group-${title.toLowerCase()}`
}
