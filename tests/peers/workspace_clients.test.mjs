// Slack's official clients against the embedded workspace: what they can do there is what Slack is.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, beforeEach, describe, it } from 'node:test';
import { SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';
import { eventually, startWorkspace } from './workspace.mjs';

const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel() { return 'error'; }, setName() {} };

describe('official Slack clients against the workspace', () => {
  let workspace;
  let web;
  let general;
  const sockets = [];

  async function connect() {
    const socket = new SocketModeClient({
      appToken: workspace.app_token, logger: quiet, clientPingTimeout: 20000,
      clientOptions: { slackApiUrl: workspace.api_url },
    });
    sockets.push(socket);
    await socket.start();  // resolves once hello was heard
    return socket;
  }

  before(async () => {
    workspace = await startWorkspace('--retry-after-ms', '400');
    web = new WebClient(workspace.bot_token, { slackApiUrl: workspace.api_url, logger: quiet, retryConfig: { retries: 0 } });
    general = (await workspace.get('state')).channels.find((one) => one.name === 'general').id;
  });

  beforeEach(async () => {
    await Promise.all(sockets.splice(0).map((socket) => socket.disconnect()));
    await eventually(workspace, async () => (await workspace.get('state')).connections.length === 0);
    await eventually(workspace, async () => (await workspace.get('acks')).pending === 0);
    await workspace.post('forget');
  });

  after(async () => {
    await Promise.all(sockets.map((socket) => socket.disconnect()));
    const { violations } = await workspace.get('violations');
    assert.deepEqual(violations, []);
    assert.equal(await workspace.stop(), 0);
  });

  it('receives a message in the shape of the Events API and acknowledges it', async () => {
    const socket = await connect();
    const heard = once(socket, 'message');
    const said = await workspace.post('say', { user: 'priya', channel: 'general', text: 'checkout <b> & @sam is slow' });
    const [{ event, body, ack, retry_num: retries }] = await heard;
    await ack();
    assert.equal(event.text, 'checkout &lt;b&gt; &amp; <@U0SAM> is slow');
    assert.equal(event.ts, said.ts);
    assert.equal(body.type, 'event_callback');
    assert.equal(body.authorizations[0].is_bot, true);
    assert.equal(retries, 0);
    const acked = await eventually(workspace, async () => (await workspace.get('acks')).acks.find((one) => one.acked));
    assert.equal(acked.deliveries.length, 1);
  });

  it('hears a mention twice, once as message and once as app_mention', async () => {
    const socket = await connect();
    const message = once(socket, 'message');
    const mention = once(socket, 'app_mention');
    await workspace.post('say', { user: 'mark', channel: 'general', text: '@secondstory status' });
    const [first] = await message;
    const [second] = await mention;
    await Promise.all([first.ack(), second.ack()]);
    assert.equal(first.event.ts, second.event.ts);
    assert.notEqual(first.body.event_id, second.body.event_id);
  });

  it('hears edits, deletions and reactions', async () => {
    const socket = await connect();
    const heard = [];
    socket.on('slack_event', async ({ body, ack }) => {
      await ack();
      heard.push(body.event);
    });
    const where = { user: 'priya', channel: 'general' };
    const { ts } = await workspace.post('say', { ...where, text: 'one' });
    await workspace.post('edit', { ...where, ts, text: 'two' });
    await workspace.post('react', { ...where, user: 'mark', ts, name: 'pushpin' });
    await workspace.post('delete', { ...where, ts });
    await eventually(workspace, () => heard.length === 4);
    assert.deepEqual(heard.map((one) => one.subtype || one.type).sort(),
      ['message', 'message_changed', 'message_deleted', 'reaction_added']);
    const changed = heard.find((one) => one.subtype === 'message_changed');
    assert.equal(changed.message.text, 'two');
    assert.equal(changed.previous_message.text, 'one');
  });

  it('answers a command in the acknowledgement and over its response_url', async () => {
    const socket = await connect();
    const called = once(socket, 'slash_commands');
    await workspace.post('slash', { user: 'sam', channel: 'general', command: '/incident', text: 'status @mark' });
    const [{ body, ack }] = await called;
    assert.equal(body.command, '/incident');
    assert.equal(body.text, 'status <@U0MARK|mark>');
    await ack({ text: 'from the acknowledgement' });
    const reply = await fetch(body.response_url, { method: 'POST', body: JSON.stringify({ text: 'from the url' }) });
    assert.equal(reply.status, 200);
    const texts = await eventually(workspace, async () => {
      const { ephemeral } = await workspace.get('messages?channel=general&user=sam');
      const said = ephemeral.map((one) => one.text);
      return said.includes('from the acknowledgement') && said.includes('from the url') && said;
    });
    assert.equal(texts.length, 2);
  });

  it('is told of a pressed button and replaces its message', async () => {
    const socket = await connect();
    socket.on('slack_event', ({ ack, type }) => type === 'events_api' && ack());
    const pressed = once(socket, 'interactive');
    const posted = await web.chat.postMessage({ channel: general, text: 'choose', blocks: [
      { type: 'actions', elements: [{ type: 'button', action_id: 'accept', value: '7', style: 'primary',
        text: { type: 'plain_text', text: 'Accept' } }] }] });
    await workspace.post('press', { user: 'priya', channel: 'general', ts: posted.ts, action_id: 'accept' });
    const [{ body, ack }] = await pressed;
    await ack();
    assert.equal(body.actions[0].value, '7');
    assert.equal(body.container.message_ts, posted.ts);
    await fetch(body.response_url, { method: 'POST', body: JSON.stringify({ replace_original: true, text: 'accepted' }) });
    const { messages } = await workspace.get('messages?channel=general');
    assert.equal(messages.find((one) => one.ts === posted.ts).text, 'accepted');
  });

  it('gets an event again that it did not acknowledge', async () => {
    const socket = await connect();
    const deliveries = [];
    const twice = new Promise((resolve) => {
      socket.on('message', async (delivery) => {
        deliveries.push(delivery);
        if (deliveries.length < 2) return;
        await delivery.ack();
        resolve();
      });
    });
    await workspace.post('say', { user: 'priya', channel: 'general', text: 'once more' });
    await twice;
    assert.equal(deliveries[0].body.event_id, deliveries[1].body.event_id);
    assert.notEqual(deliveries[0].envelope_id, deliveries[1].envelope_id);
    assert.equal(deliveries[1].retry_num, 1);
    assert.equal(deliveries[1].retry_reason, 'timeout');
  });

  it('connects again after a disconnect and misses nothing', async () => {
    const socket = await connect();
    const back = once(socket, 'connected');
    await workspace.post('disconnect', { reason: 'refresh_requested', close_after_ms: 50 });
    await eventually(workspace, async () => (await workspace.get('state')).connections.length === 0);
    const heard = once(socket, 'message');
    await workspace.post('say', { user: 'priya', channel: 'general', text: 'while you were away' });
    await back;
    const [{ event, ack }] = await heard;
    await ack();
    assert.equal(event.text, 'while you were away');
  });

  it('posts, updates, reacts, pins, bookmarks and deletes', async () => {
    const { ts } = await web.chat.postMessage({ channel: general, text: 'first' });
    await web.chat.update({ channel: general, ts, text: 'second' });
    await web.reactions.add({ channel: general, timestamp: ts, name: 'eyes' });
    await web.pins.add({ channel: general, timestamp: ts });
    await web.bookmarks.add({ channel_id: general, title: 'Run book', type: 'link', link: 'https://example.org/' });
    const pinned = await web.pins.list({ channel: general });
    assert.equal(pinned.items[0].message.text, 'second');
    assert.equal(pinned.items[0].message.reactions[0].name, 'eyes');
    await assert.rejects(web.reactions.add({ channel: general, timestamp: ts, name: 'eyes' }),
      (error) => error.data.error === 'already_reacted');
    await web.chat.delete({ channel: general, ts });
    await assert.rejects(web.chat.delete({ channel: general, ts }), (error) => error.data.error === 'message_not_found');
  });

  it('uploads a file and sees it in the channel', async () => {
    await web.filesUploadV2({ channel_id: general, filename: 'incident.md', title: 'Incident 7',
      content: '# What happened\n', initial_comment: 'The draft' });
    const { messages } = await web.conversations.history({ channel: general, limit: 1 });
    assert.equal(messages[0].text, 'The draft');
    const [file] = messages[0].files;
    assert.equal(file.title, 'Incident 7');
    const down = await fetch(file.url_private, { headers: { Authorization: `Bearer ${workspace.bot_token}` } });
    assert.equal(await down.text(), '# What happened\n');
  });

  it('pages through a history with metadata', async () => {
    const { channel } = await web.conversations.create({ name: 'inc-pages' });
    for (let i = 0; i < 5; ++i) {
      await web.chat.postMessage({ channel: channel.id, text: `n${i}`,
        metadata: { event_type: 'outbox', event_payload: { id: `${i}` } } });
    }
    const ids = [];
    for await (const page of web.paginate('conversations.history', { channel: channel.id, limit: 2, include_all_metadata: true })) {
      ids.push(...page.messages.filter((one) => one.metadata).map((one) => one.metadata.event_payload.id));
    }
    assert.deepEqual(ids, ['4', '3', '2', '1', '0']);
  });

  it('runs a channel: invites, topic, members, thread, archive', async () => {
    const { channel } = await web.conversations.create({ name: 'inc-life' });
    await web.conversations.invite({ channel: channel.id, users: 'U0SAM,U0MARK' });
    await web.conversations.setTopic({ channel: channel.id, topic: 'sev2 · investigating' });
    const { ts } = await web.chat.postMessage({ channel: channel.id, text: 'parent' });
    await web.chat.postMessage({ channel: channel.id, text: 'reply', thread_ts: ts });
    const { messages } = await web.conversations.replies({ channel: channel.id, ts });
    assert.deepEqual(messages.map((one) => one.text), ['parent', 'reply']);
    assert.equal((await web.conversations.members({ channel: channel.id })).members.length, 3);
    assert.equal((await web.conversations.info({ channel: channel.id })).channel.topic.value, 'sev2 · investigating');
    await web.conversations.archive({ channel: channel.id });
    await assert.rejects(web.chat.postMessage({ channel: channel.id, text: 'late' }),
      (error) => error.data.error === 'is_archived');
  });

  it('waits as long as a rate limit says', async () => {
    await workspace.post('fault', { method: 'users.list', retry_after: 1 });
    const patient = new WebClient(workspace.bot_token, { slackApiUrl: workspace.api_url, logger: quiet });
    const before = Date.now();
    const { members } = await patient.users.list({});
    assert.ok(members.length > 4);
    assert.ok(Date.now() - before >= 1000);
  });
});
