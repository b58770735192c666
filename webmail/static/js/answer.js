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

// What saving by itself has said, and may take back; why a message was not sent is not its business.
let told;

export function tell(answer) {
  const words = answer.querySelector("#notice_text");
  const notice = document.querySelector("#notice");
  if (!words) return;
  // Said once: a page that tries again every few seconds would be read aloud every few seconds.
  if (notice.textContent.trim() !== words.textContent.trim()) notice.replaceChildren(document.adoptNode(words));
  told = notice.querySelector("#notice_text");
}

export function untell() {
  told?.remove();
  told = undefined;
}
