// One picture that stands inside of pasted text, on its way up; shown is its address once it is stored, "" if it cannot be.
const INSIDE = /^data:(image\/(?:png|jpe?g|gif|webp))(?:;[\w=.-]*)*;base64,/i;
const LONGEST_NAME = 100;

// Under which a text shows a picture (RFC 2392).
export function freshName() {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return `${Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("")}@inline`;
}

export const kindOf = (source) => INSIDE.exec(source)?.[1].toLowerCase().replace("jpg", "jpeg");

export class Arrival {
  constructor(source, alt) {
    Object.assign(this, { source, alt, name: freshName(), shown: undefined });
  }

  // In base64 four characters are three octets.
  get size() {
    return this.source.length * 0.75;
  }

  file() {
    const type = kindOf(this.source);
    const octets = atob(decodeURIComponent(this.source.slice(this.source.indexOf(",") + 1)));
    const name = this.alt.replace(/[\\/\s]+/g, " ").trim().slice(0, LONGEST_NAME) || "image";
    const content = Uint8Array.from(octets, (octet) => octet.charCodeAt(0));
    return new File([content], `${name}.${type.slice("image/".length)}`, { type });
  }

  end(shown) {
    [this.shown, this.source] = [shown, ""];
  }
}
