/** A real SMTP server on loopback, whose inbox a test reads. */
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { normalizeEmail } from '../../lib/contract/email-address'

/** How long `waitFor` waits, in milliseconds. */
const PATIENCE = 30_000

export type ReceivedMail = ParsedMail & {
  recipients: string[]
  /** Did it come over TLS? */
  secure: boolean
  /** The mail as it came, headers and all. */
  rawText: string
}

/** @param options what the server offers or asks for: see `smtp-server`. */
export async function startMailServer(options: ServerOptions = {}) {
  const inbox: ReceivedMail[] = []
  const waiting = new Set<() => void>()
  let [port, refusals, delayed] = [0, 0, 0]
  let server: SMTPServer | null = null

  /** @throws Error for the client: with a code of SMTP, or since the client has gone. */
  const receive = async (stream: Readable, session: SMTPServerSession) => {
    const raw = Buffer.concat(await stream.toArray())
    if (delayed > 0) await delay(delayed)
    if (refusals > 0) {
      refusals -= 1
      throw Object.assign(new Error('4.3.0 Try again later'), { responseCode: 451 })
    }
    // As the app has them: this server shows a domain as people write it.
    const recipients = session.envelope.rcptTo.map(({ address }) => normalizeEmail(address))
    const rawText = raw.toString('latin1')
    inbox.push({ ...(await simpleParser(raw)), recipients, secure: session.secure, rawText })
    for (const look of waiting) look()
  }
  const listen = async () => {
    const started = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      // A stranger's word on who he is: a name server is asked nothing.
      disableReverseLookup: true,
      closeTimeout: 100,
      ...options,
      onData(stream, session, done) {
        receive(stream, session).then(() => done(), done)
      },
    })
    // A client that goes away in the middle.
    started.on('error', () => {})
    await new Promise<void>((resolve) => started.listen(port, '127.0.0.1', resolve))
    const address = started.server.address()
    port = typeof address === 'object' && address ? address.port : port
    server = started
  }
  const down = async () => {
    const ending = server
    server = null
    await new Promise<void>((resolve) => (ending ? ending.close(resolve) : resolve()))
  }

  await listen()
  return {
    /** As SMTP_URL. */
    url: `smtp://127.0.0.1:${port}`,
    /** What has arrived, oldest first. */
    mails: () => [...inbox],
    /**
     * The newest mail to an address, or for which something holds, once there is one.
     *
     * @throws Error with what is there, when none comes.
     */
    async waitFor(wanted: string | ((mail: ReceivedMail) => boolean)): Promise<ReceivedMail> {
      const fits =
        typeof wanted === 'string'
          ? ({ recipients }: ReceivedMail) => recipients.includes(wanted)
          : wanted
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = inbox.findLast(fits)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        const timer = setTimeout(() => {
          waiting.delete(look)
          const there = inbox.map(({ recipients, subject }) => `${recipients}: ${subject}`)
          reject(new Error(`No such mail came. There are:\n${there.join('\n') || 'none'}`))
        }, PATIENCE)
        waiting.add(look)
        look()
      })
    },
    /** The next `count` mails are refused for now (451). */
    refuse(count: number) {
      refusals = count
    },
    /** Each mail is answered only after so many milliseconds. */
    slow(milliseconds: number) {
      delayed = milliseconds
    },
    /** Refuses connections, until `up`, which listens on the same port. */
    down,
    up: listen,
    close: down,
  }
}

type ServerOptions = ConstructorParameters<typeof SMTPServer>[0]
