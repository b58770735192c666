// Prints the message's page for paper at once, from a frame that nobody sees; without script the link opens that page.
export function printing(link) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    document.querySelector(".printing")?.remove();
    const paper = document.createElement("iframe");
    paper.className = "printing";
    paper.title = link.textContent.trim();
    paper.tabIndex = -1;
    paper.setAttribute("aria-hidden", "true");
    paper.addEventListener("load", () => paper.contentWindow.print(), { once: true });
    paper.src = link.href;
    document.body.append(paper);
  });
}
