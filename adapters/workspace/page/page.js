// The page of the embedded workspace: channels, messages, a thread, and a person to be.
import { Composer } from './composer.js';
import { button, byId, make } from './dom.js';
import { face, fill } from './messages.js';
import { inline } from './mrkdwn.js';
import { byTime, channelName, currentChannel, here, loadMessages, loadState, nameOf, people, state, tell } from './store.js';
import { drawForm, homeItem } from './views.js';

const main = new Composer({ form: 'composer', box: 'text', list: 'messages', thread: () => '', leave: () => {} });
const reply = new Composer({
  form: 'reply-composer', box: 'reply-text', list: 'replies', thread: () => state.thread, leave: closeThread });

const channelPane = { inThread: false, openThread, edit: (message) => main.edit(message) };
const threadPane = { inThread: true, openThread, edit: (message) => reply.edit(message) };

// --- drawing -----------------------------------------------------------------------------------------

function channelItem(channel) {
  const item = make('li');
  const pick = button('', channel.is_archived ? 'archived' : '', channelName(channel), () => openChannel(channel.id));
  pick.append(make('span', 'sign', channel.is_im ? '@' : channel.is_private ? '🔒' : '#'),
    make('span', 'name', channelName(channel)));
  pick.classList.toggle('unread', state.unread.has(channel.id));
  pick.setAttribute('aria-current', String(channel.id === state.channel && !state.home));
  item.append(pick);
  return item;
}

function personItem(user) {
  const item = make('li');
  const pick = button('', '', `Type as ${user.real_name}`, () => becomePerson(user.id));
  pick.append(face(user.id, 'face small'),
    make('span', 'name', user.real_name + (user.is_restricted ? ' (guest)' : '')));
  pick.setAttribute('aria-pressed', String(user.id === state.me));
  item.append(pick);
  return item;
}

function appItem(label, sign, act, current = false) {
  const item = make('li');
  const pick = button('', '', label, act);
  pick.append(make('span', 'sign', sign), make('span', 'name', label));
  pick.setAttribute('aria-current', String(current));
  item.append(pick);
  return item;
}

/** The app's home tab and its global shortcuts. */
function appItems() {
  const anywhere = state.shortcuts.filter((one) => one.type === 'shortcut');
  return [appItem('Home', '⌂', openHome, state.home),
    ...anywhere.map((one) => appItem(one.name, '+',
      () => tell('shortcut', { ...(state.home ? { user: state.me } : here()), callback_id: one.callback_id })))];
}

function drawSide() {
  byId('app').replaceChildren(...appItems());
  const channels = state.channels.filter((one) => !one.is_im || one.user === state.me);
  byId('channels').replaceChildren(...channels.map(channelItem));
  byId('people').replaceChildren(...people().map(personItem));
  const link = byId('link');
  link.classList.toggle('up', state.connections > 0);
  link.textContent = `${nameOf(state.bot)} is ${state.connections > 0 ? '' : 'not '}connected`;
}

const beginnings = [
  '/incident open Checkout returns 500 sev2',
  'You deployed broken code',
  '/incident help',
];

function welcome() {
  const node = make('li', 'empty');
  node.append(make('p', '', 'Nothing has been said here yet. You could begin with'));
  for (const text of beginnings) node.append(button(text, 'beginning', '', () => main.write(text)));
  return node;
}

const isInChannel = (one) => !one.thread_ts || one.thread_ts === one.ts || one.subtype === 'thread_broadcast';

function drawHome() {
  byId('title').textContent = 'Home';
  byId('topic').textContent = `What ${nameOf(state.bot)} has for ${nameOf(state.me)}`;
  byId('members').replaceChildren();
  byId('messages').replaceChildren(homeItem());
}

function drawChannel() {
  byId('composer').hidden = state.home;
  drawForm();
  if (state.home) {
    drawHome();
    return;
  }
  const channel = currentChannel();
  if (!channel) return;
  const name = channel.is_im ? channelName(channel) : `#${channelName(channel)}`;
  byId('title').textContent = name;
  byId('topic').replaceChildren();
  inline(channel.topic?.value || channel.purpose?.value || '', byId('topic'));
  byId('members').replaceChildren(
    ...channel.members.filter((id) => id !== state.bot).slice(0, 5).map((id) => face(id, 'face small')),
    make('span', '', `${channel.members.length} members`));
  document.title = `${name} · Second Story workspace`;
  main.hint(channel.members.includes(state.me)
    ? `Message ${name} as ${nameOf(state.me)}` : `${nameOf(state.me)} is not in ${name}; sending joins it`);
  const whispers = state.ephemeral.filter((one) => one.to === state.me);
  const shown = [...state.messages.filter(isInChannel), ...whispers.filter((one) => !one.thread_ts)];
  fill(byId('messages'), shown.sort(byTime), channelPane, welcome);
  drawThread(whispers);
}

function drawThread(whispers) {
  byId('thread').hidden = !state.thread;
  if (!state.thread) return;
  reply.hint(`Reply as ${nameOf(state.me)}`);
  const shown = [...state.messages, ...whispers].filter((one) => one.ts === state.thread || one.thread_ts === state.thread);
  fill(byId('replies'), shown.sort(byTime), threadPane, () => make('li', 'empty'));
}

// --- going about -------------------------------------------------------------------------------------

async function showChannel() {
  state.unread.delete(state.channel);
  const channel = currentChannel();
  if (channel && !channel.is_im && state.picked) {
    history.replaceState(null, '', `#${encodeURIComponent(channel.name)}`);
  }
  main.stopEdit();
  drawSide();
  if (await loadMessages()) drawChannel();
  byId('messages').scrollTop = byId('messages').scrollHeight;
  main.focus();
}

function openHome() {
  state.home = true;
  state.thread = '';
  byId('thread').hidden = true;
  tell('home', { user: state.me });
  drawSide();
  drawChannel();
}

function openChannel(id) {
  state.home = false;
  state.channel = id;
  state.picked = true;
  state.thread = '';
  return showChannel();
}

function openThread(ts) {
  state.thread = ts;
  reply.stopEdit();
  drawChannel();
  byId('replies').scrollTop = byId('replies').scrollHeight;
  document.querySelector('#messages .open')?.scrollIntoView({ block: 'nearest' });
  reply.focus();
}

function closeThread() {
  state.thread = '';
  drawChannel();
  main.focus();
}

function becomePerson(id) {
  state.me = id;
  if (state.home) tell('home', { user: id });
  localStorage.setItem('person', id);
  main.stopEdit();
  reply.stopEdit();
  drawSide();
  drawChannel();
  main.focus();
}

// --- following ---------------------------------------------------------------------------------------

const ofState = new Set(['channel', 'pins', 'bookmarks', 'person', 'connections', 'view', 'view_closed']);
let due = null;

/** Many changes that come at once are one reading. */
function refresh(withState) {
  if (due) {
    due.withState ||= withState;
    return;
  }
  due = { withState };
  setTimeout(async () => {
    const job = due;
    due = null;
    const before = state.channel;
    if (job.withState) await loadState();
    if (state.channel !== before) return showChannel();
    if (job.withState) drawSide();
    if (await loadMessages()) drawChannel();
  }, 30);
}

function heed(change) {
  if (change.type === 'acknowledged') return;
  if (ofState.has(change.type)) refresh(true);
  else if (change.channel === state.channel) refresh(false);
  else if (change.type === 'message') {
    state.unread.add(change.channel);
    drawSide();
  }
}

byId('close-thread').addEventListener('click', closeThread);
window.addEventListener('hashchange', () => {
  const wished = decodeURIComponent(location.hash.slice(1));
  const channel = state.channels.find((one) => one.name === wished);
  if (channel && channel.id !== state.channel) openChannel(channel.id);
});

const stream = new EventSource('/workspace/events');
stream.addEventListener('open', () => refresh(true));
stream.addEventListener('message', (event) => heed(JSON.parse(event.data)));
stream.addEventListener('error', () => {
  state.connections = 0;
  drawSide();
});

await loadState();
await showChannel();
