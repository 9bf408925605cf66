// Making elements. What people wrote enters the document through textContent alone.

export const byId = (id) => document.getElementById(id);

export function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export function button(text, className, label, act) {
  const node = make('button', className, text);
  node.type = 'button';
  if (label) {
    node.title = label;
    node.setAttribute('aria-label', label);
  }
  node.addEventListener('click', act);
  return node;
}

/** A link out of the page; what is neither http nor mailto stays text. */
export function link(url, text) {
  const node = make('a', '', text);
  if (/^https?:\/\//.test(url) || url.startsWith('mailto:')) node.href = url;
  node.target = '_blank';
  node.rel = 'noopener noreferrer';
  return node;
}

const outlines = {
  reply: 'M3 3.5h10v7H7.5L4.5 13v-2.5H3z',
  edit: 'M3 13l.6-2.6L10.8 3.2l2 2L5.6 12.4z',
  remove: 'M3.5 4.5h9M6.5 4.5V3h3v1.5M4.7 4.5l.5 8.5h5.6l.5-8.5',
};

/** Drawn rather than an emoji: not every machine has a font for those. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', outlines[name]);
  svg.append(path);
  return svg;
}

let noticeTimer;
export function notice(text) {
  const box = byId('notice');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { box.hidden = true; }, 4000);
}
