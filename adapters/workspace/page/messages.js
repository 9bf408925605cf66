// A list of messages. `pane` says where: { inThread, openThread(ts), edit(message) }.
import { content } from './blocks.js';
import { button, icon, make } from './dom.js';
import { emojiOf, quickReactions } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';
import { clock, here, nameOf, state, tell, timeOf } from './store.js';

const hues = [212, 152, 28, 268, 340, 190, 48, 8];

/** A person's initial on a colour of their own; the bot has a mark. */
export function face(id, className = 'face') {
  const isBot = id === state.bot;
  const node = make('span', className, isBot ? '2' : nameOf(id).slice(0, 1).toUpperCase());
  node.classList.toggle('bot', isBot);
  node.style.setProperty('--hue', hues[[...state.users.keys()].indexOf(id) % hues.length] ?? 220);
  node.setAttribute('aria-hidden', 'true');
  return node;
}

const isMine = (reaction) => reaction.users.includes(state.me);

function toggle(message, name) {
  const mine = (message.reactions || []).some((one) => one.name === name && isMine(one));
  return tell(mine ? 'unreact' : 'react', { ...here(), ts: message.ts, name });
}

function reactionRow(message) {
  const row = make('div', 'reactions');
  for (const reaction of message.reactions) {
    const who = `${reaction.name}: ${reaction.users.map(nameOf).join(', ')}`;
    const chip = button(`${emojiOf(reaction.name)} ${reaction.count}`, '', who, () => toggle(message, reaction.name));
    chip.setAttribute('aria-pressed', String(isMine(reaction)));
    row.append(chip);
  }
  return row;
}

function tool(name, label, act) {
  const node = button('', '', label, act);
  node.append(icon(name));
  return node;
}

/** The message shortcuts of the app. */
function shortcuts(message) {
  const menu = make('select');
  menu.title = 'More actions';
  menu.setAttribute('aria-label', 'More actions');
  menu.append(make('option', '', '⋯'));
  for (const one of state.shortcuts.filter((each) => each.type === 'message_action')) {
    const option = make('option', '', one.name);
    option.value = one.callback_id;
    menu.append(option);
  }
  menu.addEventListener('change', () => {
    tell('shortcut', { ...here(), ts: message.ts, callback_id: menu.value });
    menu.selectedIndex = 0;
  });
  return menu;
}

function tools(message, pane) {
  const bar = make('div', 'tools');
  for (const [name, meaning] of Object.entries(quickReactions)) {
    bar.append(button(emojiOf(name), '', meaning, () => toggle(message, name)));
  }
  if (!pane.inThread) {
    bar.append(tool('reply', 'Reply in thread', () => pane.openThread(message.thread_ts || message.ts)));
  }
  if (message.user === state.me) {
    bar.append(tool('edit', 'Edit', () => pane.edit(message)),
      tool('remove', 'Delete', () => tell('delete', { ...here(), ts: message.ts })));
  }
  bar.append(shortcuts(message));
  return bar;
}

function threadLink(message, pane) {
  const count = `${message.reply_count} ${message.reply_count === 1 ? 'reply' : 'replies'}`;
  const node = button('', 'thread-link', '', () => pane.openThread(message.ts));
  node.append(...(message.reply_users || []).slice(0, 4).map((id) => face(id, 'face small')),
    make('span', '', count));
  if (message.ts === state.thread) node.setAttribute('aria-expanded', 'true');
  return node;
}

function heading(message) {
  const head = make('div', 'head');
  head.append(make('b', '', nameOf(message.user)));
  if (message.user === state.bot || message.bot_id) head.append(make('span', 'tag', 'APP'));
  const time = make('time', '', clock(message.ts));
  time.dateTime = timeOf(message.ts).toISOString();
  time.title = timeOf(message.ts).toLocaleString();
  head.append(time);
  return head;
}

const spoken = new Set(['file_share', 'thread_broadcast', 'ephemeral', 'bot_message']);
const isNote = (message) => Boolean(message.subtype) && !spoken.has(message.subtype);

/** What the workspace says of somebody, like joining. */
function noteNode(message) {
  const node = make('li', 'message note');
  node.dataset.ts = message.ts;
  const says = message.text.replace(/^<@[^>]+>\s*/, '');
  const line = make('div', 'column');
  if (message.subtype !== 'tombstone') line.append(make('b', '', nameOf(message.user)), ' ');
  const text = mrkdwn(says, make('span'));
  line.append(text);
  node.append(make('span', 'dot'), line);
  return node;
}

function follows(message, before) {
  return Boolean(before) && before.user === message.user && !isNote(before) && !message.is_ephemeral &&
    !before.is_ephemeral && Number(message.ts) - Number(before.ts) < 300;
}

function messageNode(message, before, pane) {
  if (isNote(message)) return noteNode(message);
  const node = make('li', 'message');
  node.dataset.ts = message.ts;
  node.classList.toggle('follows', follows(message, before));
  node.classList.toggle('ephemeral', Boolean(message.is_ephemeral));
  node.classList.toggle('open', !pane.inThread && message.ts === state.thread);
  node.classList.toggle('mentions', (message.text || '').includes(`<@${state.me}>`));
  const column = make('div', 'column');
  column.append(heading(message), content(message));
  if (message.is_ephemeral) {
    const only = make('div', 'only', 'Only visible to you');
    only.append(button('Dismiss', '', '', () => tell('dismiss', { ts: message.ts })));
    column.prepend(only);
  } else {
    if (message.reactions?.length) column.append(reactionRow(message));
    if (!pane.inThread && message.reply_count) column.append(threadLink(message, pane));
    node.append(tools(message, pane));
  }
  node.prepend(face(message.user), column);
  return node;
}

const dayOf = (ts) => timeOf(ts).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });

/** Draws them anew; who reads the end goes on reading the end, others stay where they are. */
export function fill(list, messages, pane, whenEmpty) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const focused = list.contains(document.activeElement);
  const nodes = [];
  let before = null;
  for (const message of messages) {
    if (!pane.inThread && (!before || dayOf(before.ts) !== dayOf(message.ts))) {
      nodes.push(make('li', 'day', dayOf(message.ts)));
      before = null;
    }
    nodes.push(messageNode(message, before, pane));
    before = message;
  }
  if (nodes.length === 0) nodes.push(whenEmpty());
  list.replaceChildren(...nodes);
  if (atEnd) list.scrollTop = list.scrollHeight;
  if (focused) list.focus();
}
