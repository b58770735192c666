// What an answer brings for the page that keeps its text: a fresh token, a sentence for the notice.
export function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

export function takeToken(answer) {
  const fresh = answer.querySelector("input[name='csrf_token']")?.value;
  for (const field of document.querySelectorAll("input[name='csrf_token']")) {
    if (fresh) field.value = fresh;
  }
  return Boolean(fresh);
}

export function tell(answer) {
  const words = answer.querySelector("#notice_text");
  const notice = document.querySelector("#notice");
  // Said once: a page that tries again every few seconds would be read aloud every few seconds.
  if (words && notice.textContent.trim() !== words.textContent.trim()) {
    notice.replaceChildren(document.adoptNode(words));
  }
}

export function untell() {
  document.querySelector("#notice #notice_text")?.remove();
}
