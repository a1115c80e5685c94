// feature: resource-server
// What the READMEs use of curl, for machines that have none: node curl.mjs [-s] [-i] [-H header] [-d body] <url>
import util from 'node:util'

const { values, positionals } = util.parseArgs({
  options: {
    silent: { type: 'boolean', short: 's' },
    include: { type: 'boolean', short: 'i' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    data: { type: 'string', short: 'd' },
  },
  allowPositionals: true,
})

const answer = await fetch(positionals[0], {
  method: values.data === undefined ? 'GET' : 'POST',
  headers: values.header.map((line) => line.split(': ')),
  body: values.data,
})
if (values.include) {
  console.log(`HTTP/1.1 ${answer.status} ${answer.statusText}`)
  for (const [name, value] of answer.headers) console.log(`${name}: ${value}`)
  console.log()
}
console.log(await answer.text())
