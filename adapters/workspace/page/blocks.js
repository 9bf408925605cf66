// A message's content: Slack's blocks, and files.
import { button, make } from './dom.js';
import { withEmoji } from './emoji.js';
import { markdown } from './markdown.js';
import { mrkdwn } from './mrkdwn.js';
import { here, tell } from './store.js';

function textObject(object, into = make('div')) {
  if (!object) return into;
  if (object.type === 'mrkdwn') return mrkdwn(object.text, into);
  into.append(withEmoji(object.text));
  return into;
}

function pressable(element, message) {
  if (element.type !== 'button') return make('span', 'line', element.alt_text || `[${element.type}]`);
  return button(withEmoji(element.text.text), element.style || '', '',
    () => tell('press', message.view_id
      ? { user: here().user, view_id: message.view_id, action_id: element.action_id }
      : { ...here(), ts: message.ts, action_id: element.action_id }));
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

export function content(message) {
  const body = make('div', 'body');
  const blocks = (message.blocks || []).filter((block) => block.type !== 'rich_text');
  if (blocks.length === 0 && message.text) mrkdwn(message.text, body);
  for (const block of blocks) {
    const shape = shapes[block.type];
    body.append(shape ? shape(block, message) : make('div', 'block', `[${block.type}]`));
  }
  if (message.edited) (body.querySelector('.line:last-child') || body).append(make('span', 'edited', ' (edited)'));
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
