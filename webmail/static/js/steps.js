// Who steps back twice in haste changes the address before htmx listens: then the page shows another one's content.
function address(url) {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

export function steps() {
  const [loaded] = performance.getEntriesByType("navigation");
  if (loaded && address(loaded.name) !== address(location.href)) {
    location.reload();
  }
}
