// What data-behavior can name; a page that needs more than the others brings it along in a script before start.js.
export const behaviors = {};
