// The few emoji that are used here, by Slack's names.
const emoji = {
  pushpin: '📌', no_entry_sign: '🚫', white_check_mark: '✅', x: '❌', heavy_check_mark: '✔️', eyes: '👀',
  '+1': '👍', '-1': '👎', tada: '🎉', fire: '🔥', warning: '⚠️', rotating_light: '🚨', memo: '📝',
  thinking_face: '🤔', heart: '❤️', pray: '🙏', rocket: '🚀', question: '❓', hourglass: '⌛',
  large_green_circle: '🟢', large_yellow_circle: '🟡', large_orange_circle: '🟠', red_circle: '🔴',
  speech_balloon: '💬', page_facing_up: '📄', stopwatch: '⏱️', bulb: '💡', books: '📚', wrench: '🔧',
};

/** What each does to a message that it is put on. */
export const quickReactions = {
  pushpin: 'Key event', no_entry_sign: 'Leave out of the draft',
  white_check_mark: 'Use the wording', x: 'Dismiss the suggestion',
};

export const emojiOf = (name) => emoji[name] || `:${name}:`;
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji[name] || whole);
