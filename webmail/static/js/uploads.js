// One file on its way up, as the list shows it: its name, how far it is, why it is not attached, and its buttons.
const KILO = 1024;
const FIRST = 10;

export function size(octets) {
  const [amount, unit] = octets < KILO * KILO ? [octets / KILO, "KB"] : [octets / KILO ** 2, "MB"];
  const maximumFractionDigits = unit === "MB" && amount < FIRST ? 1 : 0;
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits }).format(amount);
  return `${number} ${unit}`;
}

// Where the words are written, formatted or plain.
export const words = () => document.querySelector("#editor:not([hidden]), #text:not([hidden])");

export function said(place, what, name) {
  const status = place.querySelector("[role='status']");
  status.textContent = status.dataset[what].replace("#", name);
}

// What the form sends with whatever is pressed next.
export function put(input, uploads) {
  const box = new DataTransfer();
  for (const { file } of uploads) box.items.add(file);
  input.files = box.files;
}

// "waiting", "running", "failed" or "refused"; the list is the queue, and its order that of the attachments.
export class Upload {
  constructor(place, file, { retry, cancel }) {
    this.file = file;
    this.state = "waiting";
    const made = place.querySelector("template").content.cloneNode(true);
    this.row = made.querySelector("li");
    const name = this.row.querySelector(".attachment__name");
    name.textContent = name.title = file.name;
    this.again = this.row.querySelector("[data-retry]");
    this.away = this.row.querySelector("[data-cancel]");
    this.again.addEventListener("click", () => retry(this));
    this.away.addEventListener("click", () => cancel(this));
    this.show("");
    place.querySelector(".uploads__list").append(this.row);
  }

  show(progress, problem) {
    const why = this.row.querySelector("[role='alert']");
    this.row.querySelector(".attachment__size").textContent = [size(this.file.size), progress].filter(Boolean).join(" · ");
    why.textContent = problem ? why.dataset[problem] : "";
    this.again.hidden = this.state !== "failed";
    const { label, forget } = this.away.dataset;
    this.away.ariaLabel = this.away.title = (problem ? forget : label).replace("#", this.file.name);
  }

  progress({ loaded, total, lengthComputable }) {
    if (this.state === "running" && lengthComputable) this.show(`${Math.floor((100 * loaded) / total)} %`);
  }

  become(state, problem) {
    this.state = state;
    this.show("", problem);
  }

  end() {
    this.state = "over";
    const [list, focused] = [this.row.parentElement, this.row.contains(document.activeElement)];
    this.row.remove();
    if (focused) (list.querySelector("[data-cancel]") ?? words())?.focus();
  }
}
