// A number in an answer leads to its passage: open its fold, bring it into view, focus it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href*="#source-"]');
  if (!link) return;
  event.preventDefault();
  const source = document.getElementById(link.getAttribute("href").split("#")[1]);
  if (!source) return;
  source.closest("details").open = true;
  source.scrollIntoView({ block: "nearest" });
  source.focus({ preventScroll: true });
}, true);
