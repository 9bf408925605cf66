// Starts the embedded workspace on its own and speaks to its control interface.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The program comes from SECONDSTORY_WORKSPACE, or from the release build. */
export async function startWorkspace(...args) {
  const built = new URL('../../build/release/tests/secondstory_workspace', import.meta.url).pathname;
  const program = process.env.SECONDSTORY_WORKSPACE ?? built;
  const child = spawn(program, ['--listen', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const where = JSON.parse(line);
  return {
    ...where,
    async get(action) {
      return (await fetch(`${where.url}/workspace/${action}`)).json();
    },
    async post(action, body = {}) {
      const reply = await fetch(`${where.url}/workspace/${action}`, { method: 'POST', body: JSON.stringify(body) });
      return reply.json();
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}

/** Resolves with the first truthy result; the workspace tells of every change, so each is a new try. */
export async function eventually(workspace, what, limitMs = 20000) {
  const abort = AbortSignal.timeout(limitMs);
  for (;;) {
    const result = await what();
    if (result) return result;
    abort.throwIfAborted();
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}
