// Files dropped anywhere on the page, or pasted into the form, belong to the message; the browser never leaves for them.
const OVER = "compose--over";

export function drops(form, take) {
  const over = new AbortController();
  const carries = ({ dataTransfer }) => dataTransfer.types.includes("Files");

  const on = (target, name, answer) => {
    const listen = (event) => {
      if (!form.isConnected) over.abort();
      // The editor takes pictures into the text.
      else if (!event.defaultPrevented) answer(event);
    };
    target.addEventListener(name, listen, { signal: over.signal });
  };

  const mark = (event) => {
    const files = carries(event);
    if (files) event.preventDefault();
    form.classList.toggle(OVER, files && event.type === "dragover");
  };

  for (const name of ["dragover", "dragleave"]) on(document, name, mark);
  on(document, "drop", (event) => {
    mark(event);
    if (carries(event)) take(event.dataTransfer.files);
  });
  // Text from an office program brings a picture of itself along.
  on(form, "paste", ({ clipboardData }) => {
    if (!clipboardData.types.includes("text/plain") && clipboardData.files.length) take(clipboardData.files);
  });
}
