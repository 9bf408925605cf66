// Slack's official clients against the embedded workspace: what they can do there is what Slack is.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';
import { workspaceFor } from './workspace.mjs';

const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel() { return 'error'; }, setName() {} };

/** A workspace of its own for each test, so that none waits for what another left unacknowledged. */
async function stage(t) {
  const workspace = await workspaceFor(t, '--retry-after-ms', '400');
  const web = new WebClient(workspace.bot_token,
    { slackApiUrl: workspace.api_url, logger: quiet, retryConfig: { retries: 0 } });
  const { channels } = await workspace.get('state');
  return { workspace, web, general: channels.find((one) => one.name === 'general').id };
}

/** Connected once hello was heard. The client waits clientPingTimeout before it connects again. */
async function connect(t, workspace, clientPingTimeout = 20000) {
  const socket = new SocketModeClient({ appToken: workspace.app_token, logger: quiet, clientPingTimeout,
    clientOptions: { slackApiUrl: workspace.api_url } });
  t.after(() => socket.disconnect());
  await socket.start();
  return socket;
}

/** What the client next tells under a name. A lost connection, which it tells as an `error`, is no end of it. */
const next = (socket, name) => new Promise((resolve) => { socket.once(name, resolve); });

/** Acknowledges all events and resolves with the first `count` of them. */
function events(socket, count) {
  const heard = [];
  return new Promise((resolve, reject) => {
    socket.on('slack_event', ({ body, ack, type }) => {
      if (type !== 'events_api') return;
      heard.push(body.event);
      ack().then(() => { if (heard.length === count) resolve(heard); }, reject);
    });
  });
}

const failsWith = (code) => (error) => error.data.error === code;

describe('official Slack Socket Mode client against the workspace', { timeout: 60000 }, () => {
  it('receives a message in the shape of the Events API and acknowledges it', async (t) => {
    const { workspace } = await stage(t);
    const socket = await connect(t, workspace);
    const heard = next(socket, 'message');
    const said = await workspace.post('say', { user: 'priya', channel: 'general', text: 'checkout <b> & @sam is slow' });
    const { event, body, ack, retry_num: retries } = await heard;
    await ack();
    assert.equal(event.text, 'checkout &lt;b&gt; &amp; <@U0SAM> is slow');
    assert.equal(event.ts, said.ts);
    assert.equal(body.type, 'event_callback');
    assert.equal(body.authorizations[0].is_bot, true);
    assert.equal(retries, 0);
    const acked = await workspace.eventually(
      async () => (await workspace.get('acks')).acks.find((one) => one.acked));
    assert.equal(acked.event_id, body.event_id);
    assert.equal(acked.deliveries.length, 1);
  });

  it('hears a mention twice, once as message and once as app_mention', async (t) => {
    const { workspace } = await stage(t);
    const socket = await connect(t, workspace);
    const message = next(socket, 'message');
    const mention = next(socket, 'app_mention');
    await workspace.post('say', { user: 'mark', channel: 'general', text: '@secondstory status' });
    const first = await message;
    const second = await mention;
    await Promise.all([first.ack(), second.ack()]);
    assert.equal(first.event.ts, second.event.ts);
    assert.notEqual(first.body.event_id, second.body.event_id);
  });

  it('hears edits, deletions and reactions', async (t) => {
    const { workspace } = await stage(t);
    const four = events(await connect(t, workspace), 4);
    const where = { user: 'priya', channel: 'general' };
    const { ts } = await workspace.post('say', { ...where, text: 'one' });
    await workspace.post('edit', { ...where, ts, text: 'two' });
    await workspace.post('react', { ...where, user: 'mark', ts, name: 'pushpin' });
    await workspace.post('delete', { ...where, ts });
    const heard = await four;
    assert.deepEqual(heard.map((one) => one.subtype || one.type).sort(),
      ['message', 'message_changed', 'message_deleted', 'reaction_added']);
    const changed = heard.find((one) => one.subtype === 'message_changed');
    assert.equal(changed.message.text, 'two');
    assert.equal(changed.previous_message.text, 'one');
  });

  it('answers a command in the acknowledgement and over its response_url', async (t) => {
    const { workspace } = await stage(t);
    const socket = await connect(t, workspace);
    const called = next(socket, 'slash_commands');
    await workspace.post('slash', { user: 'sam', channel: 'general', command: '/incident', text: 'status @mark' });
    const { body, ack, accepts_response_payload: accepts } = await called;
    assert.equal(accepts, true);
    assert.equal(body.command, '/incident');
    assert.equal(body.text, 'status <@U0MARK|mark>');
    await ack({ text: 'from the acknowledgement' });
    const reply = await fetch(body.response_url, { method: 'POST', body: JSON.stringify({ text: 'from the url' }) });
    assert.equal(reply.status, 200);
    const texts = await workspace.eventually(async () => {
      const { ephemeral } = await workspace.get('messages?channel=general&user=sam');
      const said = ephemeral.map((one) => one.text);
      return said.includes('from the acknowledgement') && said.includes('from the url') && said;
    });
    assert.equal(texts.length, 2);
    const { ephemeral } = await workspace.get('messages?channel=general&user=priya');
    assert.deepEqual(ephemeral, []);
  });

  it('shows a form to somebody who used a command and gets it back filled in', async (t) => {
    const { workspace, web } = await stage(t);
    const socket = await connect(t, workspace);
    const called = next(socket, 'slash_commands');
    await workspace.post('slash', { user: 'sam', channel: 'general', command: '/incident', text: 'open' });
    const command = await called;
    await command.ack();
    const { view } = await web.views.open({ trigger_id: command.body.trigger_id, view: { type: 'modal',
      callback_id: 'declare', title: { type: 'plain_text', text: 'Declare' }, submit: { type: 'plain_text', text: 'Open' },
      blocks: [{ type: 'input', block_id: 'title', label: { type: 'plain_text', text: 'Title' },
        element: { type: 'plain_text_input', action_id: 'value' } }] } });
    const submitted = next(socket, 'interactive');
    await workspace.post('submit', { user: 'sam', view_id: view.id, values: { title: 'Checkout is slow' } });
    const { body, ack } = await submitted;
    await ack();
    assert.equal(body.type, 'view_submission');
    assert.equal(body.view.state.values.title.value.value, 'Checkout is slow');
  });

  it('is told of a pressed button and replaces its message', async (t) => {
    const { workspace, web, general } = await stage(t);
    const socket = await connect(t, workspace);
    socket.on('slack_event', ({ ack, type }) => type === 'events_api' && ack());
    const pressed = next(socket, 'interactive');
    const posted = await web.chat.postMessage({ channel: general, text: 'choose', blocks: [
      { type: 'actions', elements: [{ type: 'button', action_id: 'accept', value: '7', style: 'primary',
        text: { type: 'plain_text', text: 'Accept' } }] }] });
    await workspace.post('press', { user: 'priya', channel: 'general', ts: posted.ts, action_id: 'accept' });
    const { body, ack } = await pressed;
    await ack();
    assert.equal(body.actions[0].value, '7');
    assert.equal(body.container.message_ts, posted.ts);
    await fetch(body.response_url, { method: 'POST', body: JSON.stringify({ replace_original: true, text: 'accepted' }) });
    const { messages } = await workspace.get('messages?channel=general');
    assert.equal(messages.find((one) => one.ts === posted.ts).text, 'accepted');
  });

  it('gets an event again that it did not acknowledge', async (t) => {
    const { workspace } = await stage(t);
    const socket = await connect(t, workspace);
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

  it('connects again after a disconnect and misses nothing', async (t) => {
    const { workspace } = await stage(t);
    const socket = await connect(t, workspace, 1500);
    await workspace.post('disconnect', { reason: 'refresh_requested', close_after_ms: 50 });
    await workspace.eventually(async () => (await workspace.get('state')).connections.length === 0);
    const back = next(socket, 'connected');
    const heard = next(socket, 'message');
    const { ts } = await workspace.post('say', { user: 'priya', channel: 'general', text: 'while you were away' });
    await back;
    const { event, ack } = await heard;
    await ack();
    assert.equal(event.ts, ts);
    await workspace.eventually(async () => (await workspace.get('acks')).pending === 0);
  });

  it('connects again after a cut connection', async (t) => {
    const { workspace } = await stage(t);
    const socket = await connect(t, workspace, 1500);
    const back = next(socket, 'connected');
    await workspace.post('drop');
    const heard = next(socket, 'message');
    const { ts } = await workspace.post('say', { user: 'priya', channel: 'general', text: 'are you there?' });
    await back;
    const { event, ack } = await heard;
    await ack();
    assert.equal(event.ts, ts);
  });
});

describe('official Slack Web API client against the workspace', { timeout: 60000 }, () => {
  it('learns who it is and who else is there', async (t) => {
    const { web, general } = await stage(t);
    const me = await web.auth.test();
    const { members } = await web.conversations.members({ channel: general });
    assert.ok(members.includes(me.user_id));
    const { user } = await web.users.info({ user: 'U0PRIYA' });
    assert.equal(user.profile.display_name, 'priya');
    const wrong = new WebClient('xoxb-wrong', { slackApiUrl: web.slackApiUrl, logger: quiet });
    await assert.rejects(wrong.auth.test(), failsWith('invalid_auth'));
  });

  it('posts, updates, reacts, pins, bookmarks and deletes', async (t) => {
    const { web, general } = await stage(t);
    const { ts } = await web.chat.postMessage({ channel: general, text: 'first' });
    await web.chat.update({ channel: general, ts, text: 'second' });
    await web.reactions.add({ channel: general, timestamp: ts, name: 'eyes' });
    await web.pins.add({ channel: general, timestamp: ts });
    await web.bookmarks.add({ channel_id: general, title: 'Run book', type: 'link', link: 'https://example.org/' });
    const pinned = await web.pins.list({ channel: general });
    assert.equal(pinned.items[0].message.text, 'second');
    assert.equal(pinned.items[0].message.reactions[0].name, 'eyes');
    await assert.rejects(web.reactions.add({ channel: general, timestamp: ts, name: 'eyes' }), failsWith('already_reacted'));
    await web.chat.delete({ channel: general, ts });
    await assert.rejects(web.chat.delete({ channel: general, ts }), failsWith('message_not_found'));
  });

  it('whispers to one person', async (t) => {
    const { workspace, web, general } = await stage(t);
    await web.chat.postEphemeral({ channel: general, user: 'U0SAM', text: 'for you alone' });
    const seenBy = async (user) => (await workspace.get(`messages?channel=general&user=${user}`)).ephemeral;
    assert.equal((await seenBy('sam'))[0].text, 'for you alone');
    assert.deepEqual(await seenBy('priya'), []);
    const { messages } = await web.conversations.history({ channel: general });
    assert.ok(messages.every((one) => one.text !== 'for you alone'));
  });

  it('uploads a file and sees it in the channel', async (t) => {
    const { workspace, web, general } = await stage(t);
    await web.filesUploadV2({ channel_id: general, filename: 'incident.md', title: 'Incident 7',
      content: '# What happened\n', initial_comment: 'The draft' });
    const { messages } = await web.conversations.history({ channel: general, limit: 1 });
    assert.equal(messages[0].text, 'The draft');
    const [file] = messages[0].files;
    assert.equal(file.title, 'Incident 7');
    const down = await fetch(file.url_private, { headers: { Authorization: `Bearer ${workspace.bot_token}` } });
    assert.equal(await down.text(), '# What happened\n');
  });

  it('pages through a history with metadata', async (t) => {
    const { web } = await stage(t);
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

  it('runs a channel: invites, topic, members, thread, archive', async (t) => {
    const { web } = await stage(t);
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
    await assert.rejects(web.chat.postMessage({ channel: channel.id, text: 'late' }), failsWith('is_archived'));
  });

  it('waits as long as a rate limit says', async (t) => {
    const { workspace } = await stage(t);
    await workspace.post('fault', { method: 'users.list', retry_after: 1 });
    const patient = new WebClient(workspace.bot_token, { slackApiUrl: workspace.api_url, logger: quiet });
    const before = Date.now();
    const { members } = await patient.users.list({});
    assert.ok(members.length > 4);
    assert.ok(Date.now() - before >= 1000);
  });
});
