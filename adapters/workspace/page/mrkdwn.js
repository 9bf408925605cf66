// Slack's mrkdwn, with its <references>.
import { link, make } from './dom.js';
import { emojiOf } from './emoji.js';
import { channelName, nameOf, state, timeOf, unescaped } from './store.js';

export function reference(inside) {
  const [target, label] = inside.split('|');
  if (target.startsWith('@')) {
    const id = target.slice(1);
    return make('span', id === state.me ? 'ref you' : 'ref', `@${nameOf(id)}`);
  }
  if (target.startsWith('#')) {
    const channel = state.channels.find((one) => one.id === target.slice(1));
    const node = make(channel ? 'a' : 'span', 'ref', `#${channel ? channelName(channel) : label || target.slice(1)}`);
    if (channel) node.href = `#${encodeURIComponent(channel.name)}`;
    return node;
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

export function inline(text, into) {
  let last = 0;
  for (const match of text.matchAll(inlineParts)) {
    into.append(unescaped(text.slice(last, match.index)));
    last = match.index + match[0].length;
    const [, ref, code, bold, italic, struck, name] = match;
    if (ref !== undefined) into.append(reference(ref));
    else if (code !== undefined) into.append(make('code', '', unescaped(code)));
    else if (bold !== undefined) into.append(inline(bold, make('b')));
    else if (italic !== undefined) into.append(inline(italic, make('i')));
    else if (struck !== undefined) into.append(inline(struck, make('s')));
    else into.append(emojiOf(name));
  }
  into.append(unescaped(text.slice(last)));
  return into;
}

export function mrkdwn(text, into = make('div')) {
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

/** A message's text as it was typed, to be edited. */
export function asTyped(text) {
  return unescaped(text
    .replace(/<@([^>|]+)[^>]*>/g, (_, id) => `@${state.users.get(id)?.name || id}`)
    .replace(/<#([^>|]+)[^>]*>/g, (_, id) => `#${state.channels.find((one) => one.id === id)?.name || id}`)
    .replace(/<!(here|channel|everyone)>/g, '@$1')
    .replace(/<(https?:[^>|]+)[^>]*>/g, '$1'));
}
