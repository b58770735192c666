// Puts the cursor where an answer below the quote begins: before the signature, or at the end.
export function caret(text) {
  const written = text.value;
  // Who has begun already goes on there.
  if (written !== text.defaultValue) return;
  const signature = /\n\n-- \n(?![\s\S]*\n-- \n)/.exec(written);
  const at = signature ? signature.index : written.length;
  text.setSelectionRange(at, at);
  text.scrollTop = text.scrollHeight;
}
