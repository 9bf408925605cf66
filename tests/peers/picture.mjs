// Draws deploy/workspace.png, the README's picture: the page in the middle of the demo's incident.
// Wants the fonts Inter and Noto Color Emoji (Debian: fonts-inter, fonts-noto-color-emoji).
//   node tests/peers/picture.mjs
import { readFile, writeFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, openDemo } from './browser.mjs';

const bytesMax = 250 * 1024;
const root = new URL('../../', import.meta.url).pathname;
const picture = `${root}deploy/workspace.png`;

/** The demo's script up to a suggestion that nobody has answered yet. */
async function untilSuggestion(folder) {
  const steps = (await readFile(`${root}adapters/workspace/demo/script.jsonl`, 'utf8')).trim().split('\n');
  const end = steps.findIndex((line) => JSON.parse(line).id === 'blame1');
  if (end < 0) throw new Error('the demo has no step blame1 any more');
  const script = join(folder, 'script.jsonl');
  await writeFile(script, steps.slice(0, end + 1).join('\n') + '\n');
  return script;
}

const folder = await mkdtemp(join(tmpdir(), 'secondstory-picture-'));
const demo = await openDemo('--script', await untilSuggestion(folder));
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, colorScheme: 'light' });
  await page.goto(`${demo.url}/?user=ana`);
  const blunt = page.locator('#messages .message', { hasText: 'You deployed broken code' });
  await blunt.getByRole('button', { name: '1 reply' }).click();
  await page.getByRole('button', { name: 'Use in the record' }).waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: picture, animations: 'disabled', caret: 'hide' });
} finally {
  await browser.close();
  await demo.stop();
  await rm(folder, { recursive: true });
}
const { size } = await stat(picture);
if (size > bytesMax) throw new Error(`${picture} has ${size} bytes; ${bytesMax} are the most`);
