// How many messages wait unread in the inbox stands before the page's own title.
export function title() {
  const unread = Number(document.querySelector("#tree")?.dataset.unread);
  const bare = document.title.replace(/^\(\d+\) /, "");
  const wanted = unread ? `(${unread}) ${bare}` : bare;
  if (document.title !== wanted) document.title = wanted;
}
