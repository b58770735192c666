// Uploads files when they are chosen, dropped or pasted, says how far, and what is too large before it travels.
const OVER = "compose--over";
const KEPT = "compose__files--kept";

export function attachments(place) {
  const form = place.closest("form");
  const input = place.querySelector("input");
  const button = place.querySelector("button");
  const send = form.querySelector("[data-deed='send']");
  const waiting = [];

  const say = (sentence, role) => {
    const progress = form.querySelector(".compose__progress");
    role ? progress.setAttribute("role", role) : progress.removeAttribute("role");
    progress.textContent = sentence;
  };

  const put = (files) => {
    const box = new DataTransfer();
    for (const file of files) box.items.add(file);
    input.files = box.files;
  };

  const upload = (files) => {
    if (input.disabled) {
      waiting.push(...files);
      return;
    }
    const attached = Number(form.querySelector("#attachments").dataset.used);
    if ([...files].reduce((all, file) => all + file.size, attached) > Number(place.dataset.limit)) {
      input.value = "";
      say(place.dataset.tooLarge, "alert");
    } else if (files.length) {
      if (files !== input.files) put(files);
      button.click();
    }
  };

  const underWay = (on) => {
    input.disabled = send.disabled = on;
  };

  input.addEventListener("change", () => upload(input.files));
  button.addEventListener("htmx:beforeSend", ({ detail }) => {
    // However long it takes; only a line that breaks ends it.
    detail.xhr.timeout = 0;
    underWay(true);
  });
  button.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (input.disabled && detail.lengthComputable) {
      say(place.dataset.uploading.replace("#", `${Math.floor((100 * detail.loaded) / detail.total)} %`));
    }
  });
  button.addEventListener("htmx:afterRequest", ({ detail }) => {
    underWay(false);
    input.classList.toggle(KEPT, !detail.successful);
    if (detail.successful) input.value = "";
    else say(place.dataset.failed, "alert");
    upload(waiting.splice(0));
  });

  const carries = (event) => event.dataTransfer.types.includes("Files");
  const over = (event) => {
    if (carries(event)) event.preventDefault();
    form.classList.toggle(OVER, event.type === "dragover" && carries(event));
  };
  for (const name of ["dragover", "dragleave", "drop"]) form.addEventListener(name, over);
  form.addEventListener("drop", (event) => upload(event.dataTransfer.files));
  // Text from an office program brings a picture of itself along.
  // Chosen before this script was there.
  upload(input.files);
  form.addEventListener("paste", ({ clipboardData }) => clipboardData.types.includes("text/plain") || upload(clipboardData.files));
}
