// A browser on the workspace's page, with the bot at work.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const built = new URL('../../build/release/secondstory', import.meta.url).pathname;

/** `secondstory demo --open`, when it has played its script; stop() gives the exit code. */
export async function openDemo(...args) {
  const output = await mkdtemp(join(tmpdir(), 'secondstory-page-'));
  const child = spawn(process.env.SECONDSTORY ?? built,
    ['demo', '--open', '--listen', '127.0.0.1:0', '--output', output, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let url;
  for await (const line of createInterface({ input: child.stdout })) {
    url = /open at (http:\S+)/.exec(line)?.[1];
    if (url) break;
  }
  if (!url) throw new Error('the demo ended before its workspace was open');
  child.stdout.resume();  // what it says at the end is not read here, but must go somewhere
  return {
    url,
    async stop() {
      child.kill('SIGINT');
      const [code] = await ended;
      await rm(output, { recursive: true });
      return code;
    },
  };
}

/** Debian's chromium, or the one that CHROMIUM names. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
}
