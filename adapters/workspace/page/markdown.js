// Markdown, as far as a markdown block has it here.
import { link, make } from './dom.js';
import { reference } from './mrkdwn.js';

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

export function markdown(text) {
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
