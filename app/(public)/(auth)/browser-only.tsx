/** Its name in the form. */
export const BROWSER_ONLY = 'browser-only'

/** For shared computers: the cookie of this session goes when the browser closes. */
export function BrowserOnly() {
  return (
    <div>
      <label className="flex min-h-11 w-fit items-center gap-3 font-medium">
        <input
          type="checkbox"
          name={BROWSER_ONLY}
          aria-describedby={`${BROWSER_ONLY}-hint`}
          className="size-5 accent-primary"
        />
        Only while this browser is open
      </label>
      <p id={`${BROWSER_ONLY}-hint`} className="text-sm text-muted">
        For a computer that others use, too. You are signed out when you close the browser, and
        after 24 hours at the latest.
      </p>
    </div>
  )
}
