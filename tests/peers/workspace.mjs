// Starts the embedded workspace on its own and speaks to its control interface.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const built = (name) => new URL(`../../build/release/${name}`, import.meta.url).pathname;

/** A program that prints one line of JSON when it is ready, and what the line says. */
async function start(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, 'line'), ended.then(([code]) => { throw new Error(`${program} ended with ${code}`); })]);
  return {
    where: JSON.parse(line),
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
}

/** Lines of a text/event-stream as objects, until the signal. */
async function* changesOf(url, signal) {
  const { body } = await fetch(url, { signal });
  yield { type: 'following' };  // from here on nothing is missed
  let rest = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice(6));
  }
}

/** The program comes from SECONDSTORY_WORKSPACE, or from the release build. */
export async function startWorkspace(...args) {
  const { where, stop } = await start(
    process.env.SECONDSTORY_WORKSPACE ?? built('tests/secondstory_workspace'), ['--listen', '127.0.0.1:0', ...args]);
  const get = async (action) => (await fetch(`${where.url}/workspace/${action}`)).json();
  const post = async (action, body = {}) =>
    (await fetch(`${where.url}/workspace/${action}`, { method: 'POST', body: JSON.stringify(body) })).json();

  /** The first truthy result of `what`, which is tried again whenever the workspace changes. */
  async function eventually(what, limitMs = 20000) {
    const over = new AbortController();
    const limit = setTimeout(() => over.abort(new Error(`still not so after ${limitMs} ms: ${what}`)), limitMs);
    try {
      for await (const _ of changesOf(`${where.url}/workspace/events`, over.signal)) {
        const result = await what();
        if (result) return result;
      }
    } finally {
      clearTimeout(limit);
      over.abort();
    }
    throw new Error('the workspace ended its stream of changes');
  }

  return { ...where, get, post, eventually, stop };
}

/** A workspace for one test; afterwards nothing in it may be against Slack's rules. */
export async function workspaceFor(t, ...args) {
  const workspace = await startWorkspace(...args);
  t.after(async () => {
    const { violations } = await workspace.get('violations');
    assert.equal(await workspace.stop(), 0);
    assert.deepEqual(violations, []);
  });
  return workspace;
}
