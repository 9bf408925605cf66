// What alex, write-good and retext take per message, on the lines of a file. Prints one line each:
// name, microseconds per message, share of messages flagged.
// Usage: node compare.mjs FILE [MESSAGES]
import fs from 'node:fs'
import {text as alex} from 'alex'
import retextEnglish from 'retext-english'
import retextEquality from 'retext-equality'
import retextStringify from 'retext-stringify'
import {unified} from 'unified'
import writeGood from 'write-good'

const most = Number(process.argv[3] ?? 500)
const lines = fs.readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).slice(0, most)
const retext = unified().use(retextEnglish).use(retextEquality).use(retextStringify)
const linters = {
  alex: line => alex(line).messages.length,
  'write-good': line => writeGood(line).length,
  retext: line => retext.processSync(line).messages.length,
}
for (const [name, lint] of Object.entries(linters)) {
  for (const line of lines.slice(0, 50)) lint(line)
  let flagged = 0
  const start = process.hrtime.bigint()
  for (const line of lines) flagged += lint(line) > 0 ? 1 : 0
  const passed = Number(process.hrtime.bigint() - start) / 1000
  console.log(`${name} ${(passed / lines.length).toFixed(1)} ${(flagged / lines.length).toFixed(3)}`)
}
