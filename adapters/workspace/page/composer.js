// Where people type: Enter sends, ↑ edits the last message, /words are commands.
import { byId } from './dom.js';
import { asTyped } from './mrkdwn.js';
import { currentChannel, here, state, tell } from './store.js';

function send(text, thread) {
  const command = /^(\/[a-z][\w-]*)\s*([\s\S]*)$/.exec(text);
  // As in Slack, there are no commands in a thread.
  if (command && !thread) return tell('slash', { ...here(), command: command[1], text: command[2] });
  return tell('say', { ...here(), text, thread_ts: thread });
}

export class Composer {
  #form;
  #box;
  #thread;  // () => the ts of the thread that it writes in, or ''
  #list;
  #leave;
  #editing = null;

  constructor({ form, box, list, thread, leave }) {
    this.#form = byId(form);
    this.#box = byId(box);
    this.#list = byId(list);
    this.#thread = thread;
    this.#leave = leave;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#box.addEventListener('input', () => this.#grow());
    this.#box.addEventListener('keydown', (event) => this.#key(event));
  }

  focus() { this.#box.focus(); }

  hint(text) {
    this.#box.placeholder = this.#editing ? 'Edit; Escape leaves it as it was' : text;
  }

  write(text) {
    this.#box.value = text;
    this.#grow();
    this.focus();
  }

  edit(message) {
    this.#editing = message;
    this.#form.classList.add('edits');
    this.hint('');
    this.write(asTyped(message.text));
  }

  stopEdit() {
    if (!this.#editing) return;
    this.#editing = null;
    this.#form.classList.remove('edits');
    this.#box.value = '';
    this.#grow();
  }

  async #submit() {
    const text = this.#box.value.trim();
    if (!text) return;
    const edited = this.#editing;
    this.stopEdit();
    this.write('');
    if (!edited && !currentChannel()?.members.includes(state.me)) await tell('join', here());
    const answer = edited ? await tell('edit', { ...here(), ts: edited.ts, text }) : await send(text, this.#thread());
    if (!answer.ok && !this.#box.value) this.write(text);
    if (!edited) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#form.requestSubmit();
    } else if (event.key === 'Escape') {
      if (this.#editing) this.stopEdit();
      else this.#leave();
    } else if (event.key === 'ArrowUp' && !this.#box.value) {
      const inHere = (one) => (this.#thread() ? one.thread_ts === this.#thread() : !one.thread_ts || one.thread_ts === one.ts);
      const own = state.messages.filter((one) => one.user === state.me && !one.subtype && inHere(one));
      if (own.length > 0) {
        event.preventDefault();
        this.edit(own[own.length - 1]);
      }
    }
  }

  #grow() {
    this.#box.style.height = 'auto';
    this.#box.style.height = `${this.#box.scrollHeight}px`;
  }
}
