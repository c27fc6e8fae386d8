// Conversations, kept in this browser only: the list beside the chat, and what the server is told.
const LISTED = "careerbot-talks"; // [{ id, name, at }], the newest first
const TALK = "careerbot-talk-"; // and an id: what the server gave to be kept
const SHOWN = "careerbot-shown"; // in this tab
const FIRST = "careerbot-first"; // asked on the page that was there before this one
const DRAFT = "careerbot-draft"; // what stood in this tab's box
const MOST_TALKS = 50;
const LONGEST_NAME = 80;
const HERE_ONLY = "Saved in this browser only.";
const NOT_FOUND = "No conversation contains that.";

// What the server put into an element for us to read, once.
function fresh(selector) {
  const data = document.querySelector(`${selector} .data`);
  if (!data || data.dataset.read) return null;
  data.dataset.read = "yes";
  const bytes = Uint8Array.from(atob(data.textContent), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

// What stands in storage was written by us, or by anybody.
function listed() {
  let found = [];
  try { found = JSON.parse(localStorage.getItem(LISTED)) ?? []; } catch { /* begin anew */ }
  const is = (talk) => /^[0-9a-f]{16}$/.test(talk?.id) && typeof talk.name === "string";
  return Array.isArray(found) ? found.filter(is) : [];
}

function read(id) {
  try { return JSON.parse(localStorage.getItem(TALK + id)); } catch { return null; }
}

// Storage has room for some five million characters: the oldest conversation makes room.
function write(key, text) {
  for (;;) {
    try {
      localStorage.setItem(key, text());
      return true;
    } catch {
      const oldest = listed().findLast((talk) => TALK + talk.id !== key && talk.id !== shown());
      if (!oldest) {
        tell(word("This browser has no room to save the conversation. Delete some, or save it as a file."));
        return false;
      }
      drop(oldest);
    }
  }
}

const list = (change) => write(LISTED, () => JSON.stringify(change(listed())));

function drop(oldest) {
  remove(oldest.id);
  tell(word("This browser saves no more, so the oldest conversation was dropped: {}", oldest.name));
}

function remove(id) {
  localStorage.removeItem(TALK + id);
  list((talks) => talks.filter((talk) => talk.id !== id));
}

const shown = () => sessionStorage.getItem(SHOWN) ?? "";
const deleted = new Set(); // an answer that was under way may still come in
const copies = new Map(); // of a conversation that another tab went on with
const known = new Map(); // what this tab wrote or read last

// Keep what the server says is shown now.
function keep(talk) {
  if (!talk.id) {
    sessionStorage.removeItem(SHOWN);
    return;
  }
  if (deleted.has(talk.id)) return;
  talk.id = copies.get(talk.id) ?? talk.id;
  const before = localStorage.getItem(TALK + talk.id);
  if (known.has(talk.id) && before !== null && before !== known.get(talk.id)) {
    const copy = [...crypto.getRandomValues(new Uint8Array(8))];
    const id = copy.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    copies.set(talk.id, id);
    talk.id = id;
  }
  sessionStorage.setItem(SHOWN, talk.id);
  if (talk.exchanges.length) store(talk);
  else remove(talk.id);
}

// The first question, cut between two words if it is too long.
function nameOf(talk) {
  const name = String(talk?.exchanges?.[0]?.question ?? "").trim().replace(/\s+/g, " ");
  if (name.length <= LONGEST_NAME) return name;
  const cut = name.slice(0, LONGEST_NAME - 2);
  return `${cut.slice(0, cut.lastIndexOf(" ") + 1 || cut.length).trimEnd()} …`;
}

// Today's conversations by their time, the others by their day.
function when(at) {
  const day = new Date(at);
  if (!at || Number.isNaN(day.getTime())) return "";
  const language = document.documentElement.lang || undefined;
  const today = day.toDateString() === new Date().toDateString();
  return today ? day.toLocaleTimeString(language, { timeStyle: "short" })
    : day.toLocaleDateString(language, { dateStyle: "medium" });
}

function store(talk) {
  const text = JSON.stringify(talk);
  const talks = listed();
  const place = talks.findIndex((each) => each.id === talk.id);
  const name = nameOf(talk);
  const entry = place < 0 ? { id: talk.id, name } : talks.splice(place, 1)[0];
  if (entry.name === nameOf(read(talk.id))) entry.name = name; // unless somebody chose another
  const same = place >= 0 && localStorage.getItem(TALK + talk.id) === text;
  known.set(talk.id, text);
  if (same || !write(TALK + talk.id, () => text)) return;
  if (talks.length >= MOST_TALKS) drop(talks[talks.length - 1]);
  entry.at = Date.now();
  list((all) => [entry, ...all.filter((each) => each.id !== talk.id)]);
  if (talk.dropped) tell(word("Only its newest {} questions are saved.", talk.exchanges.length));
}

// The server has nothing of a conversation but what it is sent here.
let openings = 0;
let ready = false; // Gradio listens
let wanted = ""; // before that
function open(id) {
  wanted = id;
  if (!ready) return;
  const text = localStorage.getItem(TALK + id);
  if (text === null) return draw(); // another tab deleted it
  known.set(id, text);
  copies.forEach((copy, from) => copy === id && copies.delete(from));
  deleted.delete(id);
  fill(document.querySelector("#opened-talk textarea, #opened-talk input"), `${++openings} ${text}`);
}

// The list.
const panel = document.createElement("nav");
panel.innerHTML = `<h2></h2><input type="search"><div class="groups"></div><p class="none"></p>
  <button type="button" class="all"></button><p role="status"></p>`; // nobody's text
const [title, search, items, none, all] = ["h2", "input", ".groups", ".none", ".all"].map((part) =>
  panel.querySelector(part));

function label() {
  panel.setAttribute("aria-label", word("Conversations"));
  title.textContent = word("Conversations");
  search.placeholder = word("Search");
  search.setAttribute("aria-label", word("Search conversations"));
  all.textContent = word("Delete all");
}

const tell = (text) => { panel.querySelector("[role=status]").textContent = text; };

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function item({ id, name, at }) {
  const button = (kind, text, press, label) => {
    const made = element("button", { type: "button", className: kind, onclick: press }, text);
    if (label) made.setAttribute("aria-label", label);
    return made;
  };
  const opener = button("open", name, () => open(id));
  if (id === shown()) opener.setAttribute("aria-current", "true");
  const row = element("li", {}, opener,
    button("rename", "✎", () => rename(row, id, name), word("Rename: {}", name)),
    button("delete", "✕", () => forget(id, name), word("Delete: {}", name)),
    element("time", {}, when(at)));
  row.dataset.talk = id;
  return row;
}

function draw() {
  if (items.querySelector("input")) return; // somebody is naming one
  const focused = items.contains(document.activeElement) && document.activeElement;
  const talks = listed();
  const sought = search.value.trim().toLowerCase();
  const found = talks.filter((talk) => !sought || said(talk).includes(sought));
  items.replaceChildren(...grouped(found));
  search.hidden = all.hidden = !talks.length;
  none.textContent = word(sought && !found.length ? NOT_FOUND : HERE_ONLY);
  if (focused) {
    const row = items.querySelector(`[data-talk="${focused.parentElement.dataset.talk}"]`);
    (row?.querySelector(`.${focused.className}`) ?? search).focus();
  }
}

// The conversations under the day of each.
function grouped(talks) {
  const groups = new Map();
  talks.forEach((talk) => groups.set(dayOf(talk.at), [...(groups.get(dayOf(talk.at)) ?? []), talk]));
  return [...groups].flatMap(([day, those]) =>
    [element("h3", {}, day), element("ul", {}, ...those.map(item))]);
}

function dayOf(at) {
  const today = new Date().setHours(0, 0, 0, 0);
  const days = Math.ceil((today - (at || 0)) / 864e5);
  if (days <= 0) return word("Today");
  if (days <= 1) return word("Yesterday");
  if (days <= 7) return word("Last 7 days");
  return at ? new Date(at).toLocaleDateString(document.documentElement.lang || undefined, { month: "long", year: "numeric" }) : word("Earlier");
}

// All that was said in a conversation.
function said({ id, name }) {
  const texts = [name];
  JSON.stringify(read(id), (key, value) => {
    if (typeof value === "string" && (key === "question" || key === "text")) texts.push(value);
    return value;
  });
  return texts.join("\n").toLowerCase();
}

function rename(row, id, name) {
  const box = element("input", { value: name, maxLength: LONGEST_NAME });
  box.setAttribute("aria-label", word("New name of: {}", name));
  let open = true;
  const done = (save) => {
    if (!open) return; // what is removed loses the focus
    open = false;
    const given = box.value.trim();
    box.remove();
    if (save && given) list((talks) => talks.map((talk) => talk.id === id ? { ...talk, name: given } : talk));
    draw();
    items.querySelector(`[data-talk="${id}"] .rename`)?.focus();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault(); // else the button that has the focus next is pressed by it
    done(event.key === "Enter");
  });
  box.addEventListener("blur", () => done(true));
  row.replaceChildren(box);
  box.focus();
  box.select();
}

function forget(id, name) {
  if (!confirm(word("Delete this conversation?\n{}", name))) return;
  deleted.add(id);
  remove(id);
  tell(word("Deleted."));
  if (id === shown()) begin();
  draw();
}

const begin = () => document.querySelector("button#new-talk").click();

search.addEventListener("input", draw);
all.addEventListener("click", () => {
  if (!confirm(word("Delete all conversations saved in this browser?"))) return;
  listed().forEach(({ id }) => deleted.add(id));
  Object.keys(localStorage).filter((key) => key.startsWith(TALK)).forEach((key) => localStorage.removeItem(key));
  localStorage.removeItem(LISTED);
  tell(word("All deleted."));
  begin();
  draw();
});
addEventListener("storage", draw); // another tab wrote

function place() {
  const column = document.querySelector("#talks");
  if (!column || panel.isConnected) return;
  label();
  column.prepend(panel);
  draw();
}

// Gradio has a question edited as the HTML that it is shown by, in a box without a name.
function editAsText() {
  document.querySelectorAll("#chat textarea.edit-textarea:not([aria-label])").forEach((box) => {
    box.setAttribute("aria-label", word("The question in other words"));
    fill(box, new DOMParser().parseFromString(box.value, "text/html").body.textContent);
  });
}

function take() {
  const file = fresh("#saved-talk");
  if (file) saveAs(file.name, file.text, file.type); // of page.js
  const talk = fresh("#kept-talk");
  if (!talk) return;
  if (talk.ready) resume();
  else keep(talk);
  draw();
}

// What was shown before the page was loaded anew, and what stood in the box; unless somebody was
// quicker, and asked something or began a conversation.
let idle = true;
function act(event) {
  if (event.type === "click" ? !event.target.closest("#chat button, #ask, #new-talk, #talks nav button") : event.key !== "Enter") return;
  idle = false;
  wanted = "";
}
addEventListener("click", act, true);
addEventListener("keydown", act, true);

function resume() {
  ready = true;
  const draft = sessionStorage.getItem(DRAFT);
  sessionStorage.removeItem(DRAFT);
  const box = document.querySelector("#question textarea");
  if (draft && !box.value) fill(box, draft);
  const first = sessionStorage.getItem(FIRST);
  sessionStorage.removeItem(FIRST);
  if (idle) wanted = first ? "" : shown();
  if (wanted) open(wanted);
  if (!first || !idle) return;
  fill(box, first);
  setTimeout(() => document.querySelector("button#ask").click()); // once Gradio has the text
}

addEventListener("pagehide", () => {
  const box = document.querySelector("#question textarea");
  if (box?.value) sessionStorage.setItem(DRAFT, box.value);
});

new MutationObserver(() => {
  place();
  take();
  editAsText();
}).observe(document.documentElement, { childList: true, subtree: true });
