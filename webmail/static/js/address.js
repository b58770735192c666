// What somebody types as the address of a link, whole; null for what no link of a message leads to (see safe_link).
const WHOLE = /^(?:https?:\/\/(?!\/)|mailto:|tel:)[^\s<>"\\]+$/i;
const PERSON = /^[^\s/@:]+@[^\s/@:]+$/;
const NUMBER = /^[+0][\d\s()/-]{5,}$/;
const SCHEME = /^[a-z][a-z\d+.-]*:/i;
const PORT = /^[^\s:/?#]+\.[^\s:/?#]+:\d{1,5}(?:[/?#]|$)/;

function guessed(address) {
  if (PERSON.test(address)) return `mailto:${address}`;
  if (NUMBER.test(address)) return `tel:${address}`;
  if (SCHEME.test(address) && !PORT.test(address)) return address;
  return `https://${address.replace(/^\/\//, "")}`;
}

export function whole(typed) {
  const guess = guessed(typed);
  // Numbers are typed in groups.
  const address = /^tel:/i.test(guess) ? guess.replace(/[\s()/]/g, "") : guess;
  return WHOLE.test(address) && URL.canParse(address) ? address : null;
}
