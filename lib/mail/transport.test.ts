import { createServer } from 'node:net'
import pino from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { startMailServer } from '../../e2e/support/mail-server'
import { normalizeEmail } from '../contract/email-address'
import { log } from '../log/log'
import { renderSample } from './testing'
import { createTransport, MailNotSent, type OutgoingMail } from './transport'

const FROM = 'Example <no-reply@example.com>'
const SECRET_ID = 'wq3mV0pXn5Lr7cJ2mKdA4sYbHfUeGi1oXvRk9TNwE_s'
const mail: OutgoingMail = {
  id: SECRET_ID,
  to: 'ada@example.org',
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function serve(options?: Parameters<typeof startMailServer>[0]) {
  const server = await startMailServer(options)
  ends.push(server.close)
  return server
}

function transportTo(
  smtpUrl: string,
  { from = FROM, ...times }: { from?: string } & Parameters<typeof createTransport>[1] = {},
) {
  const transport = createTransport({ smtpUrl, from }, times)
  ends.push(transport.close)
  return transport
}

/** Not a loopback host by its name, and yet this machine. */
const asForeignHost = (url: string) => url.replace('127.0.0.1', '[::ffff:127.0.0.1]')

const failure = (sending: Promise<void>) =>
  sending.then(
    () => expect.fail('the mail was taken'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(MailNotSent)
      return error instanceof MailNotSent ? error.message : ''
    },
  )

describe('what arrives', () => {
  it('when a mail is sent, both parts arrive letter by letter', async () => {
    const server = await serve()
    const rendered = await renderSample('reset-password')
    await transportTo(server.url).send({ ...mail, ...rendered })
    const received = await server.waitFor(mail.to)
    expect(received.subject).toBe(rendered.subject)
    expect(received.text?.trim()).toBe(rendered.text.trim())
    expect(String(received.html).trim()).toBe(rendered.html.trim())
    expect(received.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' })
    expect(received.headers.get('auto-submitted')).toBe('auto-generated')
    expect(received.attachments).toEqual([])
  })

  it('when a mail is sent twice, its Message-ID is the same and does not give away its id', async () => {
    const server = await serve()
    const transport = transportTo(server.url)
    await transport.send(mail)
    await transport.send(mail)
    await transport.send({ ...mail, id: 'another' })
    const [first, second, other] = server.mails().map(({ messageId }) => messageId)
    expect(first).toMatch(/^<[0-9a-f]{64}@example\.com>$/)
    expect(second).toBe(first)
    expect(other).not.toBe(first)
    for (const { rawText } of server.mails()) expect(rawText).not.toContain(SECRET_ID)
  })

  it.each([
    'ada+tag@example.org',
    "o'brien@example.org",
    "!#$%&'*+/=?^_`{|}~-@example.org",
    'ada@münchen.example',
    'ada@日本語.example',
    'a=?utf-8?q?b?=@example.org',
    `${'a'.repeat(64)}@${`${'b'.repeat(63)}.`.repeat(2)}example`,
  ])('when an account has the address %s, the mail goes there and nowhere else', async (typed) => {
    const server = await serve()
    const to = normalizeEmail(typed)
    await transportTo(server.url).send({ ...mail, to })
    const received = await server.waitFor(to)
    expect(received.recipients).toEqual([to])
    expect(/^To:\s+(\S+)\r$/m.exec(received.rawText)?.[1]).toBe(to)
  })

  it.each([
    ['no-reply@example.com', { name: '', address: 'no-reply@example.com' }],
    [
      '"Müller, Söhne" <No-Reply@example.com>',
      { name: 'Müller, Söhne', address: 'No-Reply@example.com' },
    ],
    ['Ann "A" O\'Neil <a+b@example.com>', { name: 'Ann "A" O\'Neil', address: 'a+b@example.com' }],
    ['Post <post@münchen.example>', { name: 'Post', address: 'post@münchen.example' }],
    ['日本 <a@example.com>', { name: '日本', address: 'a@example.com' }],
  ])('when MAIL_FROM is %s, the mail is from there', async (from, sender) => {
    const server = await serve()
    await transportTo(server.url, { from }).send(mail)
    const received = await server.waitFor(mail.to)
    expect(received.from?.value).toEqual([sender])
  })

  it('when a subject has signs of other languages, it arrives as it was', async () => {
    const server = await serve()
    const subject = `Grüße “Ω” 👋 =?utf-8?q?x?= ${'long '.repeat(40)}end`
    await transportTo(server.url).send({ ...mail, subject })
    expect((await server.waitFor(mail.to)).subject).toBe(subject)
  })
})

describe('attacks', () => {
  it.each([
    'ada@example.org, mallory@example.net',
    'ada@example.org; mallory@example.net',
    'ada@example.org\r\nBcc: mallory@example.net',
    'ada@example.org>\r\nRCPT TO:<mallory@example.net',
    'Ada <ada@example.org>, <mallory@example.net>',
    'x: mallory@example.net;',
    '"mallory@example.net" ada@example.org',
  ])('when an address is %j, no mail goes to anyone by it', async (to) => {
    const server = await serve()
    const reason = await failure(transportTo(server.url).send({ ...mail, to }))
    expect(reason).not.toContain('example')
    expect(server.mails()).toEqual([])
  })

  it('when a subject has a line break, it begins no header', async () => {
    const server = await serve()
    await transportTo(server.url).send({
      ...mail,
      subject: 'Hello\r\nBcc: mallory@example.net\r\n\r\n<p>Body</p>',
    })
    const received = await server.waitFor(mail.to)
    expect(received.recipients).toEqual([mail.to])
    expect(received.headers.has('bcc')).toBe(false)
    expect(received.text?.trim()).toBe('Hello')
  })

  it('when a part is the path or the address of something, that is not read', async () => {
    const server = await serve()
    const outside = { path: '/etc/hostname' } as unknown as string
    await failure(transportTo(server.url).send({ ...mail, html: outside }))
    let asked = 0
    const { url } = await serverThat(() => {
      asked += 1
    })
    const elsewhere = { href: url.replace('smtp', 'http') } as unknown as string
    await failure(transportTo(server.url, { whole: 2000 }).send({ ...mail, text: elsewhere }))
    expect(asked).toBe(0)
    expect(server.mails()).toEqual([])
  })

  it('when STARTTLS is hidden on the way to another machine, the password stays here', async () => {
    const offered: unknown[] = []
    const server = await serve({
      allowInsecureAuth: true,
      onAuth({ password }, _session, done) {
        offered.push(password)
        done(null, { user: 'app' })
      },
    })
    const withPassword = server.url.replace('//', '//app:p%2Fss%40@')
    expect(await failure(transportTo(asForeignHost(withPassword)).send(mail))).toContain('ETLS')
    expect(offered).toEqual([])
    // On this machine nothing is on the way.
    await transportTo(withPassword).send(mail)
    expect(offered).toEqual(['p/ss@'])
  })

  it('when the certificate of another machine is not to be trusted, no mail leaves', async () => {
    const server = await serve({ disabledCommands: [], logger: false })
    const reason = await failure(transportTo(asForeignHost(server.url)).send(mail))
    expect(reason).toContain('CERT_HAS_EXPIRED')
    expect(server.mails()).toEqual([])
    await transportTo(server.url).send(mail)
    expect(server.mails()).toMatchObject([{ secure: true }])
  })
})

describe('a server in trouble', () => {
  it('when it refuses, the reason has numbers and no address, and the next attempt succeeds', async () => {
    const server = await serve()
    const transport = transportTo(server.url)
    server.refuse(1)
    expect(await failure(transport.send(mail))).toBe('EMESSAGE DATA 451 4.3.0')
    await transport.send(mail)
    expect(server.mails()).toHaveLength(1)
  })

  it('when it refuses the user, the reason does not repeat the address', async () => {
    const server = await serve({
      onRcptTo({ address }, _session, done) {
        done(Object.assign(new Error(`5.1.1 <${address}> unknown`), { responseCode: 550 }))
      },
    })
    expect(await failure(transportTo(server.url).send(mail))).toBe('EENVELOPE RCPT TO 550 5.1.1')
  })

  it('when an attempt fails, the log names the failure in a build as well, and has no stack', () => {
    // As a build names it.
    const lL = class extends MailNotSent {}
    const { [pino.symbols.serializersSym]: serializers } = log as unknown as {
      [pino.symbols.serializersSym]: { error(error: unknown): object }
    }
    expect(serializers.error(new lL('EAUTH AUTH PLAIN 535'))).toEqual({
      type: 'MailNotSent',
      message: 'EAUTH AUTH PLAIN 535',
    })
    expect(serializers.error(new TypeError('x'))).toMatchObject({ type: 'TypeError' })
    const driver = Object.assign(new (class DatabaseError extends Error {})('x'), { name: 'error' })
    expect(serializers.error(driver)).toMatchObject({ type: 'DatabaseError' })
  })

  it('when it is down, the attempt fails at once, and succeeds once it is back', async () => {
    const server = await serve()
    const transport = transportTo(server.url)
    await transport.send(mail)
    await server.down()
    expect(await failure(transport.send(mail))).toContain('ECONNREFUSED')
    await server.up()
    await transport.send(mail)
    expect(server.mails()).toHaveLength(2)
  })

  it('when it answers too slowly, the attempt ends', async () => {
    const server = await serve()
    server.slow(20_000)
    const reason = await failure(transportTo(server.url, { silence: 300 }).send(mail))
    expect(reason).toContain('ETIMEDOUT')
  })

  it('when it never greets, the attempt ends', async () => {
    const { url } = await serverThat(() => {})
    const reason = await failure(transportTo(url, { connect: 1000 }).send(mail))
    // On a busy machine the connection alone can take as long.
    expect(reason).toMatch(/(GREETING|CONNECT)_TIMEOUT/)
  })

  it('when it speaks on and never answers, the attempt ends', async () => {
    const { url } = await serverThat((write) => {
      write('220 Hello\r\n')
      const timer = setInterval(() => write('250-wait\r\n'), 50)
      ends.push(() => clearInterval(timer))
    })
    expect(await failure(transportTo(url, { whole: 1000 }).send(mail))).toContain('ABORT')
  })
})

async function serverThat(speak: (write: (text: string) => void) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    ends.push(() => socket.destroy())
    speak((text) => socket.writable && socket.write(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close())
  const address = server.address()
  return { url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }
}
