/** What all mails look like: the colours are those of app/globals.css, and no image is loaded. */
import type { CSSProperties, ReactNode } from 'react'
import { NAME } from '../brand'
import type { Happened } from './message'

/** Mail programs that drop styles in the head still have these; the dark ones are in DARK. */
const STYLES = {
  page: { margin: 0, padding: '24px 12px', backgroundColor: '#f5f6f1' },
  card: {
    maxWidth: 560,
    width: '100%',
    margin: '0 auto',
    backgroundColor: '#ffffff',
    border: '1px solid #d6dbd2',
    borderRadius: 12,
    borderCollapse: 'separate',
  },
  ink: {
    padding: '28px 24px 12px',
    color: '#16221e',
    fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif',
    fontSize: 16,
    lineHeight: 1.5,
    overflowWrap: 'anywhere',
  },
  name: { margin: '0 0 20px', fontWeight: 700 },
  heading: { margin: '0 0 16px', fontSize: 22, lineHeight: 1.3 },
  paragraph: { margin: '0 0 16px' },
  button: { backgroundColor: '#17624b', borderRadius: 8 },
  label: {
    display: 'inline-block',
    padding: '12px 20px',
    color: '#ffffff',
    fontWeight: 700,
    textDecoration: 'none',
  },
  muted: { margin: '16px 0', color: '#4b5a53', fontSize: 14 },
  address: { color: '#17624b' },
  hidden: { display: 'none', overflow: 'hidden', maxHeight: 0, opacity: 0 },
} satisfies Record<string, CSSProperties>

const DARK = `@media (prefers-color-scheme: dark) {
.page { background-color: #0f1815 !important; }
.card { background-color: #16211d !important; border-color: #2b3a34 !important; }
.ink { color: #e9efea !important; }
.muted { color: #a9b8b0 !important; }
.button { background-color: #92dcbc !important; }
.label { color: #08251a !important; }
.address { color: #92dcbc !important; }
}`

type LayoutProps = {
  title: string
  /** What a list of mails shows beside the subject. */
  preview: string
  children: ReactNode
}

export function Layout({ title, preview, children }: LayoutProps) {
  return (
    <html lang="en">
      {/* biome-ignore lint/style/noHeadElement: a mail is no page of Next. */}
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=UTF-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style>{DARK}</style>
      </head>
      <body className="page" style={STYLES.page}>
        <div style={STYLES.hidden} data-skip-in-text="true">
          {preview}
        </div>
        <table
          role="presentation"
          cellPadding={0}
          cellSpacing={0}
          className="card"
          style={STYLES.card}
        >
          <tbody>
            <tr>
              <td className="ink" style={STYLES.ink}>
                <p style={STYLES.name} data-skip-in-text="true">
                  {NAME}
                </p>
                <h1 style={STYLES.heading}>{title}</h1>
                {children}
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  )
}

export function P({ children }: { children: ReactNode }) {
  return <p style={STYLES.paragraph}>{children}</p>
}

/** A button, and its address to be copied, which shows where it leads. */
export function Action({ link, children }: { link: string; children: string }) {
  return (
    <>
      <table role="presentation" cellPadding={0} cellSpacing={0}>
        <tbody>
          <tr>
            <td className="button" style={STYLES.button}>
              <a href={link} target="_blank" className="label" style={STYLES.label} rel="noopener">
                {children}
              </a>
            </td>
          </tr>
        </tbody>
      </table>
      <p className="muted" style={STYLES.muted} data-skip-in-text="true">
        If the button does not work, copy this address into your browser:
        <br />
        <a href={link} target="_blank" className="address" style={STYLES.address} rel="noopener">
          {link}
        </a>
      </p>
    </>
  )
}

const TIME = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})

/** When it happened, and from where, as far as that is known. */
export function Facts({ at, device, network }: Happened) {
  return (
    <P>
      When: {TIME.format(at)} UTC
      {device !== null && (
        <>
          <br />
          Browser: {withoutLinks(device)}
        </>
      )}
      {network !== null && (
        <>
          <br />
          Network: {network}
        </>
      )}
    </P>
  )
}

/**
 * An address that an attacker may have chosen, such as "evil.example/claim@mail.example": it reads as it is, and an unseen
 * sign (U+200C) after each sign of a link keeps mail programs from making one.
 */
export const Address = ({ children }: { children: string }) =>
  children.replace(/[/:@.]/g, '$&\u200c')

/** Mail programs make a link of whatever looks like one, and an attacker can name a browser. */
const withoutLinks = (text: string) => text.replace(/[/:@\\]|\.(?!\d)/g, ' ')
