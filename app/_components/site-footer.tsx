export function SiteFooter() {
  return (
    <footer className="border-t border-border">
      <p className="mx-auto max-w-6xl px-4 py-6 text-sm text-muted sm:px-6">
        Hallpass is open source under the MIT licence. Clone it and make it yours.
      </p>
    </footer>
  )
}
