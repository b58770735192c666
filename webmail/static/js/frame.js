// Gives the frame of a message the height of its text: after it has loaded, and when it became narrower or wider.
import { mailto } from "./mailto.js";

const MOST = 20_000;
const SCROLLBAR = 16;

export function frame(iframe) {
  let width = 0;
  const ready = () => mailto(iframe.contentDocument, fit());

  const fit = () => {
    const text = iframe.contentDocument;
    if (!text?.body) return;
    width = iframe.clientWidth;
    const height = Math.max(text.documentElement.getBoundingClientRect().height, text.body.scrollHeight);
    const wide = text.documentElement.scrollWidth > text.documentElement.clientWidth;
    iframe.classList.add("message__frame--fitted");
    iframe.style.blockSize = `${Math.min(Math.ceil(height) + (wide ? SCROLLBAR : 0), MOST)}px`;
  };

  const loaded = iframe.contentDocument?.readyState === "complete" && iframe.contentDocument.URL !== "about:blank";
  if (loaded) {
    ready();
  } else {
    iframe.addEventListener("load", ready, { once: true });
  }

  // A phone is turned, a window drawn larger; images that arrive later change nothing.
  new ResizeObserver(() => {
    if (width && iframe.clientWidth && iframe.clientWidth !== width) fit();
  }).observe(iframe);
}
