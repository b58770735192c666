// Gives the frame of a message the height of its text, once, after it has loaded.
const MOST = 20_000;

export function frame(iframe) {
  const fit = () => {
    const text = iframe.contentDocument?.documentElement;
    if (text?.scrollHeight) {
      iframe.style.blockSize = `${Math.min(text.scrollHeight, MOST)}px`;
    }
  };

  const ready = iframe.contentDocument?.readyState === "complete" && iframe.contentDocument.URL !== "about:blank";
  if (ready) {
    fit();
  } else {
    iframe.addEventListener("load", fit, { once: true });
  }
}
