// The portal's own clock: the machine's, moved by as many seconds as a test wants.

let offset = 0;
const Real = Date;

globalThis.Date = class extends Real {
  constructor(...moment) {
    super(...(moment.length ? moment : [Real.now() + offset]));
  }

  static now() {
    return Real.now() + offset;
  }
};

export function move(seconds) {
  offset = seconds * 1000;
}
