// The drawers beside the conversation: past conversations at the left; sources, guides and settings
// at the right. On a wide window the first two stand beside it, else each lies over the page.
const DRAWERS = ["talks", "sources", "guides", "menu"];
const PLACES = "careerbot-drawers"; // which of them somebody closed
const WIDE = matchMedia("(min-width: 75rem)");
const state = document.documentElement.dataset;
let opener = null; // has the focus again when a drawer closes

function places() {
  try { return JSON.parse(localStorage.getItem(PLACES)) ?? {}; } catch { return {}; }
}

function place(name, value) {
  state[name] = value;
  try { localStorage.setItem(PLACES, JSON.stringify({ ...places(), [name]: value })); } catch { /* full */ }
  mark();
}

// Before anything is drawn, so that nothing moves afterwards.
if (places().talks === "closed") state.talks = "closed";

const stands = (name) => WIDE.matches && (name === "talks" ? state.talks !== "closed" : name === "sources" && state.sources === "beside");
const isOpen = (name) => state.over === name || stands(name);
const drawerOf = (name) => document.getElementById(name);

function lay(name) {
  opener = document.activeElement;
  state.over = name;
  mark();
  drawerOf(name).querySelector(".shut")?.focus({ preventScroll: true });
}

function shut() {
  if (!state.over) return;
  const inside = drawerOf(state.over).contains(document.activeElement);
  state.over = "";
  mark();
  if (inside) (opener?.isConnected ? opener : document.querySelector("#question textarea"))?.focus();
}

function toggle(name) {
  const beside = WIDE.matches && (name === "talks" || name === "sources");
  if (state.over === name) shut();
  else if (!beside) lay(name);
  else if (name === "talks") place(name, stands(name) ? "closed" : "");
  else place(name, stands(name) ? "closed" : "beside");
}

// What the buttons say of themselves, and what lies below a drawer cannot be reached on a narrow window.
function mark() {
  DRAWERS.forEach((name) => {
    document.getElementById(`open-${name}`)?.setAttribute("aria-expanded", String(isOpen(name)));
    if (drawerOf(name)) drawerOf(name).inert = !isOpen(name);
  });
  const covered = Boolean(state.over) && !WIDE.matches;
  ["middle", "composer"].forEach((name) => { if (drawerOf(name)) drawerOf(name).inert = covered; });
}

// The first answer of a conversation brings its sources beside it.
function showSources() {
  if (WIDE.matches && !state.sources && places().sources !== "closed") { state.sources = "beside"; mark(); }
}

function hideSources() {
  if (state.sources === "beside" && places().sources !== "beside") { delete state.sources; mark(); }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#top button.icon[id^=open-]");
  if (button) toggle(button.id.slice("open-".length));
  else if (event.target.closest?.(".drawer .shut, #scrim")) {
    const name = event.target.closest(".drawer")?.id;
    if (state.over || !name) shut();
    else place(name, "closed");
  }
});
// Escape closes what lies on top: a list of choices, a guide, then the drawer.
document.addEventListener("keydown", (event) => {
  const list = event.target.getAttribute?.("aria-expanded") === "true" && event.target.matches("input");
  if (event.key === "Escape" && state.over && !list && !document.querySelector("#guide dialog[open]")) shut();
}, true);
WIDE.addEventListener("change", () => { state.over = ""; mark(); });

function furnish() {
  const drawers = DRAWERS.map(drawerOf).filter(Boolean);
  const openers = DRAWERS.map((name) => document.getElementById(`open-${name}`)).filter(Boolean);
  if (drawers.length + openers.length < 2 * DRAWERS.length || document.getElementById("scrim")) return;
  const scrim = document.createElement("div");
  scrim.id = "scrim";
  landmark().append(scrim);
  drawers.forEach((drawer) => {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "shut";
    close.textContent = "✕";
    close.setAttribute("aria-label", word("Close"));
    drawer.prepend(close);
    drawer.setAttribute("role", "region");
    drawer.setAttribute("aria-label", document.getElementById(`open-${drawer.id}`).textContent.trim());
  });
  document.querySelectorAll("button.icon, #own, #ask, #stop").forEach((button) => { button.title = button.textContent.trim(); });
  mark();
}

new MutationObserver(furnish).observe(document.documentElement, { childList: true, subtree: true });
