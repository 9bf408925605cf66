'use strict';
// The page of the embedded workspace. Everything people wrote enters the document through textContent.

const byId = (id) => document.getElementById(id);
const quickReactions = ['pushpin', 'no_entry_sign', 'white_check_mark', 'x'];
const emoji = {
  pushpin: '📌', no_entry_sign: '🚫', white_check_mark: '✅', x: '❌', heavy_check_mark: '✔️', eyes: '👀',
  '+1': '👍', '-1': '👎', tada: '🎉', fire: '🔥', warning: '⚠️', rotating_light: '🚨', memo: '📝',
  thinking_face: '🤔', heart: '❤️', pray: '🙏', rocket: '🚀', question: '❓', hourglass: '⌛',
  large_green_circle: '🟢', large_yellow_circle: '🟡', large_orange_circle: '🟠', red_circle: '🔴',
  speech_balloon: '💬', page_facing_up: '📄', stopwatch: '⏱️', bulb: '💡', books: '📚', wrench: '🔧',
};
const state = { users: new Map(), channels: [], bot: '', me: '', channel: '', thread: '', messages: [],
  ephemeral: [], unread: new Set(), editing: null };

// --- small helpers -------------------------------------------------------------------------------

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(text, className, label, act) {
  const node = make('button', className, text);
  node.type = 'button';
  if (label) {
    node.title = label;
    node.setAttribute('aria-label', label);
  }
  node.addEventListener('click', act);
  return node;
}

async function ask(path) {
  const response = await fetch(`/workspace/${path}`);
  return response.json();
}

async function tell(action, body) {
  const response = await fetch(`/workspace/${action}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = await response.json();
  if (!answer.ok) notice(`That did not work: ${answer.error.replaceAll('_', ' ')}.`);
  return answer;
}

let noticeTimer;
function notice(text) {
  const box = byId('notice');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { box.hidden = true; }, 4000);
}

const nameOf = (id) => {
  const user = state.users.get(id);
  return user ? user.profile.display_name || user.real_name || user.name : id;
};
const channelName = (channel) => channel.is_im ? nameOf(channel.user) : channel.name;
const currentChannel = () => state.channels.find((one) => one.id === state.channel);
const timeOf = (ts) => new Date(Number(ts) * 1000);
const clock = (ts) => timeOf(ts).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
const unescaped = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function shade(id) {
  let sum = 0;
  for (const c of id) sum = (sum * 31 + c.charCodeAt(0)) % 360;
  return `hsl(${sum} 42% 44%)`;
}

// --- Slack's mrkdwn ------------------------------------------------------------------------------

function link(url, text) {
  const node = make('a', '', text);
  if (/^https?:\/\//.test(url) || url.startsWith('mailto:')) node.href = url;
  node.target = '_blank';
  node.rel = 'noopener noreferrer';
  return node;
}

function reference(inside) {
  const [target, label] = inside.split('|');
  if (target.startsWith('@')) {
    const id = target.slice(1);
    return make('span', id === state.me ? 'ref you' : 'ref', `@${nameOf(id)}`);
  }
  if (target.startsWith('#')) {
    const channel = state.channels.find((one) => one.id === target.slice(1));
    return make('span', 'ref', `#${channel ? channelName(channel) : label || target.slice(1)}`);
  }
  if (target.startsWith('!date')) {
    const parts = target.split('^');
    return make('span', '', label || timeOf(parts[1]).toLocaleString());
  }
  if (target.startsWith('!')) return make('span', 'ref you', `@${label || target.slice(1)}`);
  return link(unescaped(target), unescaped(label || target));
}

const inlineParts =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])|:([a-z0-9_+-]+):/g;

function inline(text, into) {
  let last = 0;
  for (const match of text.matchAll(inlineParts)) {
    into.append(unescaped(text.slice(last, match.index)));
    last = match.index + match[0].length;
    const [whole, ref, code, bold, italic, struck, name] = match;
    if (ref !== undefined) into.append(reference(ref));
    else if (code !== undefined) into.append(make('code', '', unescaped(code)));
    else if (bold !== undefined) into.append(inline(bold, make('b')));
    else if (italic !== undefined) into.append(inline(italic, make('i')));
    else if (struck !== undefined) into.append(inline(struck, make('s')));
    else into.append(emoji[name] || whole);
  }
  into.append(unescaped(text.slice(last)));
  return into;
}

function mrkdwn(text, into = make('div')) {
  text.split(/```\n?/).forEach((part, index) => {
    if (index % 2 === 1) {
      into.append(make('pre', '', unescaped(part.replace(/\n$/, ''))));
      return;
    }
    for (const line of part.replace(/\n$/, '').split('\n')) {
      if (!line && index > 0) continue;
      const quoted = line.startsWith('&gt;') || line.startsWith('> ');
      into.append(inline(quoted ? line.replace(/^(&gt;|>) ?/, '') : line, make('div', quoted ? 'line quote' : 'line')));
    }
  });
  return into;
}

// --- Markdown of a markdown block ------------------------------------------------------------------

function markdownInline(text, into) {
  const parts = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|(?<!\w)_([^_\s][^_]*)_(?!\w)|~~([^~]+)~~|\[([^\]]+)\]\(([^)\s]+)\)|<([^<>\s]+)>/g;
  let last = 0;
  for (const match of text.matchAll(parts)) {
    into.append(text.slice(last, match.index));
    last = match.index + match[0].length;
    const [, code, bold, star, underscore, struck, label, url, angle] = match;
    if (code !== undefined) into.append(make('code', '', code));
    else if (bold !== undefined) into.append(markdownInline(bold, make('b')));
    else if (star !== undefined || underscore !== undefined) into.append(markdownInline(star ?? underscore, make('i')));
    else if (struck !== undefined) into.append(markdownInline(struck, make('s')));
    else if (label !== undefined) into.append(link(url, label));
    else into.append(reference(angle));
  }
  into.append(text.slice(last).replace(/\\([\\`*_{}[\]()#+.!|>-])/g, '$1'));
  return into;
}

const cells = (line) => line.replace(/^\||\|\s*$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim());

function table(lines) {
  const node = make('table');
  lines.forEach((line, index) => {
    if (index === 1) return;
    const row = make('tr');
    for (const cell of cells(line)) row.append(markdownInline(cell, make(index === 0 ? 'th' : 'td')));
    node.append(row);
  });
  return node;
}

function list(lines, ordered) {
  const node = make(ordered ? 'ol' : 'ul');
  for (const line of lines) {
    node.append(markdownInline(line.replace(/^\s*([-*+]|\d+[.)])\s+(\[[ x]\] )?/, ''), make('li')));
  }
  return node;
}

function markdown(text) {
  const into = make('div', 'markdown');
  const lines = text.split('\n');
  const take = (from, fits) => {
    let to = from;
    while (to < lines.length && fits(lines[to])) ++to;
    return lines.slice(from, to);
  };
  for (let i = 0; i < lines.length;) {
    const line = lines[i];
    const heading = /^(#{1,6})\s+(.*)/.exec(line);
    let used = [line];
    if (line.startsWith('```')) {
      const code = take(i + 1, (one) => !one.startsWith('```'));
      into.append(make('pre', '', code.join('\n')));
      used = lines.slice(i, i + code.length + 2);
    } else if (heading) {
      into.append(markdownInline(heading[2], make(`h${Math.min(heading[1].length + 2, 5)}`)));
    } else if (/^\s*([-*+])\s+/.test(line)) {
      used = take(i, (one) => /^\s*([-*+])\s+/.test(one));
      into.append(list(used, false));
    } else if (/^\s*\d+[.)]\s+/.test(line)) {
      used = take(i, (one) => /^\s*\d+[.)]\s+/.test(one));
      into.append(list(used, true));
    } else if (line.includes('|') && /^\s*\|?[\s:|-]+$/.test(lines[i + 1] || '') && lines[i + 1].includes('-')) {
      used = take(i, (one) => one.includes('|'));
      into.append(table(used));
    } else if (/^(-{3,}|\*{3,})$/.test(line.trim())) {
      into.append(make('hr', 'block divider'));
    } else if (line.startsWith('>')) {
      into.append(markdownInline(line.replace(/^> ?/, ''), make('div', 'line quote')));
    } else if (line.trim()) {
      into.append(markdownInline(line, make('div', 'line')));
    }
    i += used.length;
  }
  return into;
}

// --- blocks ----------------------------------------------------------------------------------------

function textObject(object, into = make('div')) {
  if (!object) return into;
  if (object.type === 'mrkdwn') return mrkdwn(object.text, into);
  into.append(object.text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji[name] || whole));
  return into;
}

function pressable(element, message) {
  if (element.type !== 'button') return make('span', 'line', element.alt_text || `[${element.type}]`);
  return button(element.text.text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji[name] || whole),
    element.style || '', '', () => tell('press', {
      user: state.me, channel: state.channel, ts: message.ts, action_id: element.action_id }));
}

const shapes = {
  header: (block) => textObject(block.text, make('div', 'block header')),
  divider: () => make('hr', 'block divider'),
  markdown: (block) => markdown(block.text),
  section: (block, message) => {
    const node = make('div', 'block');
    if (block.text) node.append(textObject(block.text));
    if (block.fields) {
      const grid = make('div', 'block fields');
      for (const field of block.fields) grid.append(textObject(field));
      node.append(grid);
    }
    if (block.accessory) node.append(pressable(block.accessory, message));
    return node;
  },
  context: (block) => {
    const node = make('div', 'block context');
    for (const element of block.elements) {
      node.append(element.type === 'image' ? make('span', '', element.alt_text) : textObject(element));
    }
    return node;
  },
  actions: (block, message) => {
    const node = make('div', 'block actions');
    for (const element of block.elements) node.append(pressable(element, message));
    return node;
  },
};

function content(message) {
  const body = make('div', 'body');
  const blocks = (message.blocks || []).filter((block) => block.type !== 'rich_text');
  if (blocks.length === 0) mrkdwn(message.text || '', body);
  for (const block of blocks) {
    const shape = shapes[block.type];
    body.append(shape ? shape(block, message) : make('div', 'block', `[${block.type}]`));
  }
  if (message.edited) body.append(make('span', 'edited', '(edited)'));
  for (const file of message.files || []) body.append(fileLink(file));
  return body;
}

function fileLink(file) {
  const node = make('a', 'file');
  node.href = `/workspace/file?id=${encodeURIComponent(file.id)}`;
  node.target = '_blank';
  if (file.name.endsWith('.png')) {
    const picture = make('img');
    picture.src = node.href;
    picture.alt = file.title;
    node.append(picture);
    return node;
  }
  node.append(make('span', '', '📄'), make('span', '', file.title || file.name),
    make('small', '', `${file.name}, ${file.size.toLocaleString()} bytes`));
  return node;
}

// --- messages --------------------------------------------------------------------------------------

function reactionRow(message) {
  const row = make('div', 'reactions');
  for (const reaction of message.reactions || []) {
    const mine = reaction.users.includes(state.me);
    const chip = button(`${emoji[reaction.name] || `:${reaction.name}:`} ${reaction.count}`, '',
      `${reaction.name}: ${reaction.users.map(nameOf).join(', ')}`, () => toggle(message, reaction.name, mine));
    chip.setAttribute('aria-pressed', String(mine));
    row.append(chip);
  }
  return row;
}

function toggle(message, name, mine) {
  return tell(mine ? 'unreact' : 'react', { user: state.me, channel: state.channel, ts: message.ts, name });
}

function tools(message, inThread) {
  const bar = make('div', 'tools');
  for (const name of quickReactions) {
    const mine = (message.reactions || []).some((one) => one.name === name && one.users.includes(state.me));
    bar.append(button(emoji[name], '', `React with ${name}`, () => toggle(message, name, mine)));
  }
  if (!inThread) bar.append(button('💬', '', 'Reply in thread', () => openThread(message.thread_ts || message.ts)));
  if (message.user === state.me) {
    bar.append(button('✏️', '', 'Edit', () => startEdit(message)));
    bar.append(button('🗑️', '', 'Delete', () => tell('delete', { user: state.me, channel: state.channel, ts: message.ts })));
  }
  return bar;
}

function heading(message) {
  const head = make('div', 'head');
  head.append(make('b', '', nameOf(message.user)));
  if (message.user === state.bot) head.append(make('span', 'tag', 'APP'));
  const time = make('time', '', clock(message.ts));
  time.dateTime = timeOf(message.ts).toISOString();
  time.title = timeOf(message.ts).toLocaleString();
  head.append(time);
  return head;
}

function face(message) {
  const node = make('div', 'face', nameOf(message.user).slice(0, 1).toUpperCase());
  node.style.background = shade(message.user);
  node.setAttribute('aria-hidden', 'true');
  return node;
}

function messageNode(message, before, inThread) {
  const note = Boolean(message.subtype) && !['file_share', 'thread_broadcast', 'ephemeral'].includes(message.subtype);
  const follows = before && before.user === message.user && !note && !before.subtype && !message.is_ephemeral &&
    Number(message.ts) - Number(before.ts) < 300;
  const node = make('li', 'message');
  node.dataset.ts = message.ts;
  node.classList.toggle('note', note);
  node.classList.toggle('follows', Boolean(follows));
  node.classList.toggle('ephemeral', Boolean(message.is_ephemeral));
  node.classList.toggle('mentions', (message.text || '').includes(`<@${state.me}>`) && !note);
  const column = make('div', 'column');
  if (note) {
    const text = message.text.startsWith('<@') || message.subtype === 'tombstone'
      ? message.text : `<@${message.user}> ${message.text}`;
    column.append(mrkdwn(text));
    node.append(make('span'), column);
    return node;
  }
  column.append(heading(message), content(message));
  if (message.is_ephemeral) {
    const only = make('div', 'only', 'Only visible to you');
    only.append(button('Dismiss', '', '', () => tell('dismiss', { ts: message.ts })));
    column.prepend(only);
  } else {
    if (message.reactions) column.append(reactionRow(message));
    if (!inThread && message.reply_count) {
      column.append(button(`${message.reply_count} ${message.reply_count === 1 ? 'reply' : 'replies'}`,
        'thread-link', '', () => openThread(message.ts)));
    }
    node.append(tools(message, inThread));
  }
  node.prepend(face(message), column);
  return node;
}

function dayLine(ts) {
  return make('li', 'day', timeOf(ts).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' }));
}

function fill(list, messages, inThread) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const focused = list.contains(document.activeElement) ? document.activeElement.closest('.message')?.dataset.ts : null;
  const nodes = [];
  let before = null;
  for (const message of messages) {
    if (!inThread && (!before || timeOf(before.ts).toDateString() !== timeOf(message.ts).toDateString())) {
      nodes.push(dayLine(message.ts));
      before = null;
    }
    nodes.push(messageNode(message, before, inThread));
    before = message;
  }
  if (nodes.length === 0) nodes.push(make('li', 'empty', 'Nothing has been said here yet.'));
  list.replaceChildren(...nodes);
  if (atEnd) list.scrollTop = list.scrollHeight;
  if (focused) list.focus();
}

// --- drawing -----------------------------------------------------------------------------------------

function drawSide() {
  const items = state.channels.filter((one) => !one.is_im || one.user === state.me).map((channel) => {
    const item = make('li');
    const pick = button('', channel.is_archived ? 'archived' : '', '', () => openChannel(channel.id));
    pick.append(make('span', '', channel.is_im ? '@' : channel.is_private ? '🔒' : '#'),
      make('span', 'name', channel.is_im ? nameOf(state.bot) : channelName(channel)));
    pick.classList.toggle('unread', state.unread.has(channel.id));
    pick.setAttribute('aria-current', String(channel.id === state.channel));
    item.append(pick);
    return item;
  });
  byId('channels').replaceChildren(...items);
}

function drawChannel() {
  const channel = currentChannel();
  if (!channel) return;
  const name = channel.is_im ? nameOf(state.bot) : `#${channelName(channel)}`;
  byId('title').textContent = name;
  byId('topic').replaceChildren();
  inline((channel.topic?.value || channel.purpose?.value || ''), byId('topic'));
  byId('people').textContent = `${channel.members.length} members`;
  document.title = `${name} · Second Story workspace`;
  if (!state.editing) byId('text').placeholder = channel.members.includes(state.me)
    ? `Message ${name} as ${nameOf(state.me)}` : `${nameOf(state.me)} is not in ${name}; sending joins it`;
  const shown = state.messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts || one.subtype === 'thread_broadcast');
  const mine = state.ephemeral.filter((one) => one.to === state.me);
  const inChannel = [...shown, ...mine.filter((one) => !one.thread_ts)].sort((a, b) => a.ts < b.ts ? -1 : 1);
  fill(byId('messages'), inChannel, false);
  byId('thread').hidden = !state.thread;
  if (!state.thread) return;
  const thread = state.messages.filter((one) => one.ts === state.thread || one.thread_ts === state.thread);
  const whispers = mine.filter((one) => one.thread_ts === state.thread);
  fill(byId('replies'), [...thread, ...whispers].sort((a, b) => a.ts < b.ts ? -1 : 1), true);
}

function drawLink(count) {
  const node = byId('link');
  node.classList.toggle('up', count > 0);
  node.textContent = count > 0 ? `${nameOf(state.bot)} is connected` : `${nameOf(state.bot)} is not connected`;
}

async function loadState() {
  const now = await ask('state');
  state.users = new Map(now.users.map((user) => [user.id, user]));
  state.channels = now.channels;
  state.bot = now.app.bot_user;
  const people = now.users.filter((user) => !user.is_bot);
  if (!state.me) {
    const wished = new URLSearchParams(location.search).get('user') || localStorage.getItem('person');
    state.me = (people.find((one) => one.id === wished || one.name === wished) || people[0])?.id || '';
  }
  byId('person').replaceChildren(...people.map((user) => {
    const option = make('option', '', user.real_name + (user.is_restricted ? ' (guest)' : ''));
    option.value = user.id;
    option.selected = user.id === state.me;
    return option;
  }));
  drawLink(now.connections.length);
  if (!currentChannel()) {
    const wished = decodeURIComponent(location.hash.slice(1));
    state.channel = (state.channels.find((one) => one.name === wished) || state.channels[0])?.id || '';
  }
  drawSide();
}

async function loadMessages() {
  const asked = state.channel;
  const now = await ask(`messages?channel=${encodeURIComponent(asked)}`);
  if (!now.ok || asked !== state.channel) return;
  state.messages = now.messages;
  state.ephemeral = now.ephemeral;
  if (state.thread && !state.messages.some((one) => one.ts === state.thread)) state.thread = '';
  drawChannel();
}

async function openChannel(id) {
  state.channel = id;
  state.thread = '';
  state.unread.delete(id);
  stopEdit();
  const channel = currentChannel();
  if (channel && !channel.is_im) history.replaceState(null, '', `#${encodeURIComponent(channel.name)}`);
  drawSide();
  await loadMessages();
  byId('messages').scrollTop = byId('messages').scrollHeight;
  byId('text').focus();
}

function openThread(ts) {
  state.thread = ts;
  drawChannel();
  byId('replies').scrollTop = byId('replies').scrollHeight;
  byId('reply-text').focus();
}

function closeThread() {
  state.thread = '';
  drawChannel();
  byId('text').focus();
}

// --- writing -----------------------------------------------------------------------------------------

function startEdit(message) {
  state.editing = message;
  const box = byId('text');
  box.value = unescaped(message.text.replace(/<@([^>|]+)[^>]*>/g, (_, id) => `@${state.users.get(id)?.name || id}`)
    .replace(/<#([^>|]+)[^>]*>/g, (_, id) => `#${state.channels.find((one) => one.id === id)?.name || id}`)
    .replace(/<!(here|channel|everyone)>/g, '@$1').replace(/<(https?:[^>|]+)[^>]*>/g, '$1'));
  byId('composer').classList.add('edits');
  box.placeholder = 'Edit; Escape leaves it as it was';
  grow(box);
  box.focus();
}

function stopEdit() {
  if (!state.editing) return;
  state.editing = null;
  byId('text').value = '';
  byId('composer').classList.remove('edits');
  grow(byId('text'));
}

async function send(text, thread) {
  const where = { user: state.me, channel: state.channel };
  if (state.editing && !thread) {
    const ts = state.editing.ts;
    stopEdit();
    return tell('edit', { ...where, ts, text });
  }
  const command = /^(\/[a-z][\w-]*)\s*([\s\S]*)$/.exec(text);
  if (command && !thread) return tell('slash', { ...where, command: command[1], text: command[2] });
  const channel = currentChannel();
  if (channel && !channel.members.includes(state.me)) await tell('join', where);
  return tell('say', { ...where, text, thread_ts: thread });
}

function grow(box) {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}

function composer(formId, boxId, thread) {
  const box = byId(boxId);
  byId(formId).addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    box.value = '';
    grow(box);
    const answer = await send(text, thread());
    if (!answer.ok && !box.value) {
      box.value = text;
      grow(box);
    }
    const list = byId(thread() ? 'replies' : 'messages');
    list.scrollTop = list.scrollHeight;
  });
  box.addEventListener('input', () => grow(box));
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      byId(formId).requestSubmit();
    } else if (event.key === 'Escape') {
      if (state.editing) stopEdit();
      else if (thread()) closeThread();
    } else if (event.key === 'ArrowUp' && !box.value && !thread()) {
      const own = state.messages.filter((one) => one.user === state.me && !one.subtype && !one.thread_ts);
      if (own.length > 0) startEdit(own[own.length - 1]);
    }
  });
}

// --- following ---------------------------------------------------------------------------------------

function follow() {
  const stream = new EventSource('/workspace/events');
  let due = null;
  const refresh = (withState) => {
    if (due) {
      due.withState ||= withState;
      return;
    }
    due = { withState };
    requestAnimationFrame(async () => {
      const job = due;
      due = null;
      if (job.withState) await loadState();
      await loadMessages();
    });
  };
  stream.addEventListener('open', () => refresh(true));
  stream.addEventListener('message', (event) => {
    const change = JSON.parse(event.data);
    if (change.type === 'connections') {
      drawLink(change.count);
      return;
    }
    if (['channel', 'pins', 'bookmarks', 'person'].includes(change.type)) {
      refresh(true);
      return;
    }
    if (change.channel === state.channel) refresh(false);
    else if (change.type === 'message') {
      state.unread.add(change.channel);
      drawSide();
    }
  });
}

byId('person').addEventListener('change', (event) => {
  state.me = event.target.value;
  localStorage.setItem('person', state.me);
  stopEdit();
  drawSide();
  drawChannel();
  byId('text').focus();
});
byId('close-thread').addEventListener('click', closeThread);
composer('composer', 'text', () => '');
composer('reply-composer', 'reply-text', () => state.thread);

loadState().then(() => openChannel(state.channel)).then(follow);
