// What the page knows of the workspace, and how it asks and tells it.
import { notice } from './dom.js';

export const state = {
  users: new Map(),
  channels: [],
  bot: '',
  connections: 0,
  me: '',
  channel: '',
  picked: false,  // somebody chose the channel; before that the page follows the incident
  thread: '',
  messages: [],
  ephemeral: [],
  unread: new Set(),
  home: false,  // the app's home tab is open instead of a channel
  views: [],
  shortcuts: [],
};

export async function ask(path) {
  const response = await fetch(`/workspace/${path}`);
  return response.json();
}

export async function tell(action, body) {
  const response = await fetch(`/workspace/${action}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = await response.json();
  if (!answer.ok) notice(`That did not work: ${answer.error.replaceAll('_', ' ')}.`);
  return answer;
}

export const here = () => ({ user: state.me, channel: state.channel });
export const currentChannel = () => state.channels.find((one) => one.id === state.channel);
export const people = () => [...state.users.values()].filter((user) => !user.is_bot);

export function nameOf(id) {
  const user = state.users.get(id);
  return user ? user.profile.display_name || user.real_name || user.name : id;
}

export function channelName(channel) {
  return channel.is_im ? nameOf(state.bot) : channel.name;
}

export const byTime = (a, b) => (a.ts < b.ts ? -1 : 1);
export const timeOf = (ts) => new Date(Number(ts) * 1000);
export const clock = (ts) =>
  timeOf(ts).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
export const unescaped = (text) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The first person, or the one named in the address or used last; where the incident is. */
export async function loadState() {
  const now = await ask('state');
  state.users = new Map(now.users.map((user) => [user.id, user]));
  state.channels = now.channels;
  state.bot = now.app.bot_user;
  state.connections = now.connections.length;
  state.views = now.views;
  state.shortcuts = now.app.shortcuts;
  if (!state.users.has(state.me)) {
    const wished = new URLSearchParams(location.search).get('user') || localStorage.getItem('person');
    state.me = (people().find((one) => one.id === wished || one.name === wished) || people()[0])?.id || '';
  }
  if (state.picked && currentChannel()) return;
  const wished = decodeURIComponent(location.hash.slice(1));
  const named = state.channels.find((one) => one.name === wished);
  if (named) state.picked = true;
  state.channel = (named || incidentChannel() || state.channels[0])?.id || '';
}

/** The bot opens a channel for each incident: the newest that is still in use. */
function incidentChannel() {
  const opened = state.channels.filter((one) => one.creator === state.bot && !one.is_im && !one.is_archived);
  return opened.reduce((newest, one) => (!newest || one.created >= newest.created ? one : newest), null);
}

/** False where meanwhile another channel was opened. */
export async function loadMessages() {
  const asked = state.channel;
  const now = await ask(`messages?channel=${encodeURIComponent(asked)}`);
  if (!now.ok || asked !== state.channel) return false;
  state.messages = now.messages;
  state.ephemeral = now.ephemeral;
  if (state.thread && !state.messages.some((one) => one.ts === state.thread)) state.thread = '';
  return true;
}
