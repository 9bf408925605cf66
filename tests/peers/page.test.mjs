// The page that people type into, in a browser, with the bot answering.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { launch, openDemo } from './browser.mjs';

const logs = new URL('../../build/test-logs/', import.meta.url).pathname;
const limit = 20000;

describe('the page of the workspace', { timeout: 120000 }, () => {
  let demo;
  let browser;

  before(async () => {
    await mkdir(logs, { recursive: true });
    [demo, browser] = await Promise.all([openDemo(), launch()]);
  });
  after(async () => {
    await browser?.close();
    assert.equal(await demo?.stop(), 0);  // 5 where the bot broke a rule of Slack's
  });

  /** A browser of somebody's own; nothing on it may fail. */
  async function pageOf(t, user) {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(limit);
    const wrongs = [];
    page.on('pageerror', (error) => wrongs.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') wrongs.push(message.text()); });
    t.after(async () => {
      await context.close();
      assert.deepEqual(wrongs, []);
    });
    await page.goto(`${demo.url}/?user=${user}`);
    await page.locator('#messages .message').first().waitFor();
    return page;
  }

  const said = (page, text, list = '#messages') => page.locator(`${list} .message`, { hasText: text });
  async function say(page, text, box = '#text') {
    await page.locator(box).fill(text);
    await page.locator(box).press('Enter');
  }

  it('opens where the incident is, with its draft at the end', async (t) => {
    const page = await pageOf(t, 'ana');
    assert.match(await page.locator('#title').textContent(), /^#inc-1-/);
    assert.match(await page.locator('#topic').textContent(), /INC-1 · sev2 · closed/);
    await said(page, 'Draft postmortem').first().waitFor();
    const link = await page.locator('#link').textContent();
    assert.equal(link, 'secondstory is connected');
    await page.screenshot({ path: `${logs}page-incident.png` });
  });

  it('lets two people talk, reply in a thread, react, edit and delete', async (t) => {
    const [ana, ben] = [await pageOf(t, 'ana'), await pageOf(t, 'ben')];
    await say(ana, 'is the <pool> *fine* now?');
    const heard = said(ben, 'is the <pool> fine now?');
    await heard.waitFor();
    assert.equal(await heard.locator('.body b').textContent(), 'fine');

    await heard.hover();
    await heard.getByRole('button', { name: 'Reply in thread' }).click();
    await say(ben, 'it is at 40/100', '#reply-text');
    await said(ana, 'is the <pool>').getByRole('button', { name: '1 reply' }).click();
    await said(ana, 'it is at 40/100', '#replies').waitFor();
    assert.equal(await said(ana, 'it is at 40/100').count(), 0, 'a reply stays in its thread');

    await heard.hover();
    await heard.getByRole('button', { name: 'Key event' }).click();
    const chip = said(ana, 'is the <pool>').first().locator('.reactions button');
    await chip.waitFor();
    assert.equal(await chip.getAttribute('aria-label'), 'pushpin: ben');
    assert.equal(await chip.getAttribute('aria-pressed'), 'false');

    await ana.locator('#text').press('ArrowUp');
    assert.equal(await ana.locator('#text').inputValue(), 'is the <pool> *fine* now?');
    await say(ana, 'is the pool well now?');
    await said(ben, 'is the pool well now? (edited)').first().waitFor();

    await say(ben, 'never mind this');
    const slip = said(ben, 'never mind this');
    await slip.hover();
    await slip.getByRole('button', { name: 'Delete' }).click();
    await slip.waitFor({ state: 'detached' });
    await ana.screenshot({ path: `${logs}page-thread.png` });
  });

  it('shows an answer that is for one person to that person alone', async (t) => {
    const [ana, ben] = [await pageOf(t, 'ana'), await pageOf(t, 'ben')];
    await say(ana, '/incident help');
    const answer = ana.locator('#messages .ephemeral', { hasText: '/incident' }).last();
    await answer.waitFor();
    assert.match(await answer.textContent(), /Only visible to you/);
    await say(ana, 'everybody sees this');
    await said(ben, 'everybody sees this').waitFor();
    assert.equal(await ben.locator('#messages .ephemeral').count(), 0);
    const before = await ana.locator('#messages .ephemeral').count();
    await answer.getByRole('button', { name: 'Dismiss' }).click();
    await ana.waitForFunction((count) => document.querySelectorAll('#messages .ephemeral').length < count, before);
  });

  it('takes an incident from its declaration to a pressed button on a suggestion', async (t) => {
    const [ana, dmitri] = [await pageOf(t, 'ana'), await pageOf(t, 'dmitri')];
    for (const page of [ana, dmitri]) await page.getByRole('button', { name: 'general', exact: true }).click();
    await say(ana, '/incident open Login is slow sev3');
    const announced = said(dmitri, 'Login is slow').last();
    await announced.getByRole('link', { name: /#inc-2-/ }).click();
    await dmitri.waitForFunction(() => document.querySelector('#title').textContent.startsWith('#inc-2-'));
    await say(dmitri, 'You deployed broken code');
    await said(dmitri, 'You deployed broken code').getByRole('button', { name: '1 reply' }).click();
    const suggestion = said(dmitri, 'One way to put this', '#replies');
    await suggestion.waitFor();
    await dmitri.screenshot({ path: `${logs}page-suggestion.png` });
    await suggestion.getByRole('button', { name: 'Use in the record' }).click();
    await suggestion.getByRole('button', { name: 'Use in the record' }).waitFor({ state: 'detached' });
  });

  it('becomes somebody else with one click and stays that after a reload', async (t) => {
    const page = await pageOf(t, 'ana');
    await page.getByRole('button', { name: 'Type as Chloé Martin' }).click();
    await say(page, 'chloe is writing this');
    assert.equal(await said(page, 'chloe is writing this').locator('.head b').textContent(), 'chloe');
    await page.goto(demo.url);
    await page.locator('#messages .message').first().waitFor();
    assert.equal(await page.locator('#people [aria-pressed=true]').textContent(), 'CChloé Martin');
  });
});
