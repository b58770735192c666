// Nothing is stored in the browser: shuts web storage before htmx asks for it, which then remembers in memory.
const refuse = () => {
  throw new DOMException("Nothing is stored here.", "SecurityError");
};

Storage.prototype.setItem = refuse;
