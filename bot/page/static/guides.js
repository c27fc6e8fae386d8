// The list of all guides: found by a word, filtered by kind.
const finder = document.createElement("div");
finder.className = "finder";
const sought = document.createElement("input");
sought.type = "search";
let kind = ""; // of the guides that are shown

function find() {
  const text = sought.value.trim().toLowerCase();
  let shown = 0;
  document.querySelectorAll("#listed h3.kind").forEach((heading) => {
    const list = heading.nextElementSibling;
    let any = 0;
    [...list.children].forEach((item) => {
      item.hidden = Boolean(kind && heading.textContent !== kind) || !item.textContent.toLowerCase().includes(text);
      any += item.hidden ? 0 : 1;
    });
    heading.hidden = list.hidden = !any;
    shown += any;
  });
  none.hidden = shown > 0;
}

const none = document.createElement("p");
none.setAttribute("role", "status");

function choose(chosen) {
  kind = kind === chosen ? "" : chosen;
  finder.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(each.textContent === kind)));
  find();
}

function offerKinds() {
  const list = document.querySelector("#listed");
  const kinds = [...(list?.querySelectorAll("h3.kind") ?? [])].map((each) => each.textContent);
  const key = kinds.join("|") + list?.querySelectorAll("li").length;
  if (!kinds.length || finder.dataset.kinds === key) return;
  finder.dataset.kinds = key;
  sought.placeholder = word("Find a guide");
  sought.setAttribute("aria-label", word("Find a guide"));
  none.textContent = word("No guide is called so.");
  finder.replaceChildren(sought, ...(kinds.length > 1 ? kinds : []).map((each) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = each;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => choose(each));
    return button;
  }), none);
  if (!finder.isConnected) list.before(finder);
  kind = "";
  find();
}

sought.addEventListener("input", find);
new MutationObserver(offerKinds).observe(document.documentElement, { childList: true, subtree: true });
