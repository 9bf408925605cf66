// The app's own places: its home tab, and the forms that it opens.
import { content } from './blocks.js';
import { button, byId, make } from './dom.js';
import { channelName, nameOf, people, state, tell } from './store.js';

const mine = (type) => state.views.filter((view) => view.type === type && view.user === state.me);

/** The home tab as an item of the list of messages. */
export function homeItem() {
  const item = make('li', 'message home');
  const view = mine('home')[0];
  item.append(view
    ? content({ blocks: view.blocks, view_id: view.id })
    : make('p', 'hint', `${nameOf(state.bot)} has not shown anything here yet.`));
  return item;
}

function select(options, chosen) {
  const node = make('select');
  for (const [value, label] of options) {
    const option = make('option', '', label);
    option.value = value;
    option.selected = value === chosen;
    node.append(option);
  }
  return node;
}

const inputs = {
  plain_text_input: (element) => {
    const node = make('input');
    node.value = element.initial_value || '';
    if (element.max_length) node.maxLength = element.max_length;
    return node;
  },
  static_select: (element) => select(element.options.map((one) => [one.value, one.text.text]),
    element.initial_option?.value),
  users_select: () => select([['', ''], ...people().map((one) => [one.id, one.real_name])], ''),
  conversations_select: (element, view) => select(
    [['', ''], ...state.channels.filter((one) => !one.is_im).map((one) => [one.id, `#${channelName(one)}`])],
    element.initial_conversation || (element.default_to_current_conversation ? view.channel : '')),
  checkboxes: (element) => {
    const node = make('input');
    node.type = 'checkbox';
    node.value = element.options[0].value;
    return node;
  },
};

function field(block, view) {
  const label = make('label', 'field');
  const input = inputs[block.element.type](block.element, view);
  input.name = block.block_id;
  label.append(make('span', '', block.label.text), input);
  const note = block.element.options && block.element.type === 'checkboxes'
    ? block.element.options[0].text.text : block.hint?.text;
  if (note) label.append(make('small', '', note));
  const fault = make('small', 'fault');
  fault.dataset.block = block.block_id;
  fault.setAttribute('role', 'alert');
  label.append(fault);
  return label;
}

function valuesOf(form) {
  const values = {};
  for (const input of form.querySelectorAll('[name]')) {
    values[input.name] = input.type === 'checkbox' && !input.checked ? '' : input.value;
  }
  return values;
}

function formOf(view) {
  const form = make('form');
  form.append(make('h2', '', view.title.text),
    ...view.blocks.filter((block) => block.type === 'input').map((block) => field(block, view)));
  const row = make('div', 'row');
  const send = make('button', 'primary', view.submit.text);
  send.type = 'submit';
  row.append(button(view.close?.text || 'Cancel', '', '', () => tell('close_view', { view_id: view.id })), send);
  form.append(row);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tell('submit', { user: state.me, view_id: view.id, values: valuesOf(form) });
  });
  return form;
}

let drawn = '';  // what the dialog shows; what somebody has typed into it stays

/** The newest form for this person, with what the app found wrong in it. */
export function drawForm() {
  const dialog = byId('form');
  const view = mine('modal').at(-1);
  const now = view ? `${view.id} ${view.hash}` : '';
  if (now !== drawn) {
    drawn = now;
    dialog.replaceChildren(...(view ? [formOf(view)] : []));
  }
  for (const fault of dialog.querySelectorAll('.fault')) {
    fault.textContent = view?.errors[fault.dataset.block] || '';
  }
  if (view && !dialog.open) dialog.showModal();
  if (!view && dialog.open) dialog.close();
}

byId('form').addEventListener('cancel', (event) => {
  event.preventDefault();
  const view = mine('modal').at(-1);
  if (view) tell('close_view', { view_id: view.id });
});
