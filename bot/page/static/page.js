// What Gradio has no words for: the quote beside a number, and the guide behind it.
const CITE = "#chat button.cite";
const OPENING = "#chat button.cite, #chat button.from"; // what opens a guide
const MARGIN = 12; // pixels above the question that is read

// A text in the language that Gradio chose for the page; see words.py.
function word(english, ...values) {
  const spoken = window.gradio_config?.i18n_translations ?? {};
  const text = spoken[document.documentElement.lang.split("-")[0]]?.[english] ?? english;
  return values.reduce((said, value) => said.replace("{}", () => value), text);
}

// As if somebody had typed it.
function fill(box, text) {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// Screen readers find their way by landmarks, so what is ours stands within one.
const landmark = () => document.querySelector("main") ?? document.body;

// One popover for all quotes. In the browser's top layer nothing cuts it off.
const tip = document.createElement("div");
tip.id = "tip";
tip.setAttribute("role", "tooltip");
tip.popover = "manual";
let quoted = null; // the number whose quote is shown
let leaving = 0;
let closing = false; // a guide: the focus is given back, and the pointer still is where it was

function showQuote(button) {
  clearTimeout(leaving);
  if (quoted === button) return;
  hideQuote();
  const quote = document.getElementById(button.id.replace("cite", "quote"));
  if (!quote) return;
  const [where, said] = ["where", "said"].map((part) => quote.querySelector(`.${part}`));
  tip.replaceChildren(...[where, ...(said.matches(".same") ? [] : [said])].map((part) => part.cloneNode(true)));
  if (!tip.isConnected) landmark().append(tip);
  tip.showPopover();
  const at = button.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - size.width - 8);
  const fits = at.bottom + size.height + 8 < window.innerHeight;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, fits ? at.bottom + 4 : at.top - size.height - 4)}px`;
  button.setAttribute("aria-describedby", "tip");
  quoted = button;
}

function hideQuote() {
  clearTimeout(leaving);
  if (!quoted) return;
  quoted.removeAttribute("aria-describedby");
  quoted = null;
  tip.hidePopover();
}

document.addEventListener("pointerover", (event) => {
  const button = event.target.closest?.(CITE);
  if (button && !closing) showQuote(button);
  else if (tip.contains(event.target)) clearTimeout(leaving); // it may be pointed at, and read
});
document.addEventListener("pointerout", (event) => {
  const left = event.target.closest?.(`${CITE}, #tip`);
  if (!left || document.activeElement === quoted) return;
  clearTimeout(leaving);
  leaving = setTimeout(hideQuote, 200);
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches(CITE) && !closing) showQuote(event.target);
  else hideQuote();
});
document.addEventListener("focusout", (event) => {
  if (event.target === quoted) hideQuote();
});
document.addEventListener("keydown", (event) => {
  closing = false;
  if (event.key === "Escape") hideQuote();
});
document.addEventListener("pointermove", () => { closing = false; });
// Where what it points to moves, it would point elsewhere.
document.addEventListener("scroll", (event) => event.target !== tip && hideQuote(), true);

// A number that is pressed is told to the server, which sends the guide.
let presses = 0;
document.addEventListener("click", (event) => {
  const button = event.target.closest(OPENING);
  if (!button) return;
  hideQuote();
  tell("#pressed", button);
}, true); // on the way down: Gradio lets no click in the chat come up again

// A guide of the list, or of those near the one that is open, is told as well.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.see");
  if (button) tell("#pressed", button);
}, true);

function tell(place, button) {
  fill(document.querySelector(`${place} textarea, ${place} input`), `${button.id} ${++presses}`);
}

// The plain answer is asked for as well.
document.addEventListener("click", (event) => {
  const button = event.target.closest("#chat button.plain");
  if (button) tell("#plainly", button);
}, true);

// A question to go on with is asked as if it had been typed; that of a tool may be changed first.
document.addEventListener("click", (event) => {
  const next = event.target.closest("#chat button.next, #chat button.fill");
  if (!next) return;
  const box = document.querySelector("#question textarea");
  fill(box, (next.querySelector(".ask") ?? next).textContent);
  if (next.matches(".next")) setTimeout(() => document.querySelector("button#ask").click()); // once Gradio has the text
  box.focus();
  if (next.matches(".fill")) box.select();
}, true);

// An answer is copied as text: each sentence with its numbers, and below them what they quote.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("#chat button.copy");
  if (!button) return;
  const done = await copied(asText(button.parentElement, button.id.slice("copy-".length)));
  button.textContent = word(done ? "Copied" : "Not copied");
}, true);

const numberOf = (cite) => cite.id.split("-").at(-1);

function asText(reply, turn) {
  const quoted = (cite) => {
    const quote = document.getElementById(cite.id.replace("cite", "quote"));
    const title = document.querySelector(`#source-${turn}-${numberOf(cite)} h3`)?.lastChild.textContent.trim();
    return `[${numberOf(cite)}] ${title ? `${title}: ` : ""}“${quote.querySelector(".said").textContent}”`;
  };
  const parts = [...reply.querySelectorAll(".answer > *")].map(partAsText);
  const quotes = new Set([...reply.querySelectorAll("button.cite")].map(quoted));
  return `${parts.join("\n\n")}\n\n${[...quotes].join("\n")}\n`;
}

// A paragraph, heading, list or table.
function partAsText(part) {
  if (part.matches("ul, ol")) {
    const marker = (item) => part.matches("ol") ? `${item.value}.` : "-";
    return [...part.children].map((item) => `${marker(item)} ${numbered(item)}`).join("\n");
  }
  if (!part.matches(".table")) return numbered(part);
  const rows = [...part.querySelectorAll("tr")].map((row) => [...row.cells].map(numbered).join(" | "));
  const caption = part.querySelector("caption");
  return [...(caption ? [caption.textContent] : []), ...rows].join("\n");
}

// The text of a part, each sentence with its numbers and what is said of it.
function numbered(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("[hidden]").forEach((each) => each.remove());
  copy.querySelectorAll("br").forEach((each) => each.replaceWith("\n"));
  copy.querySelectorAll("button.cite").forEach((each) => each.replaceWith(` [${numberOf(each)}]`));
  copy.querySelectorAll(".doubt").forEach((each) => each.replaceWith(` (${each.textContent})`));
  return copy.textContent.replace(/[^\S\n]+/g, " ").trim();
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* browsers have none without HTTPS, or it is not allowed */ }
  const box = document.createElement("textarea"); // without HTTPS browsers have no clipboard
  box.value = text;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}

// The profile is theirs: a file of it is made here, and goes nowhere.
document.addEventListener("click", (event) => {
  if (!event.target.closest("#save-profile")) return;
  const boxes = [...document.querySelectorAll("#about-you [id^=fact-]")];
  const facts = boxes.map((box) => [box.id.slice(5), box.querySelector("input, textarea").value]);
  saveAs("careerbot-profile.json", JSON.stringify(Object.fromEntries(facts), null, 2), "application/json");
});

function saveAs(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

// The guide stands at the right of a wide window, and what is beside it can be used; on others it
// covers the page. Where it was opened has the focus again when it closes.
const BESIDE = matchMedia("(min-width: 75rem)");
let opened = null; // the number that was pressed

function openGuide() {
  const dialog = document.querySelector("#guide dialog:not([open])");
  if (!dialog || dialog.dataset.shown) return;
  dialog.dataset.shown = "yes"; // and is not opened again when it is closed
  const pressed = document.activeElement;
  opened?.removeAttribute("aria-expanded");
  opened = pressed?.matches(OPENING) ? pressed : null;
  opened?.setAttribute("aria-expanded", "true");
  // What was pressed need not say again what it quotes, until somebody moves.
  const close = dialog.close.bind(dialog);
  dialog.close = () => {
    closing = true;
    opened?.removeAttribute("aria-expanded");
    close();
    if (pressed?.isConnected) pressed.focus({ preventScroll: true });
  };
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); dialog.close(); });
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.querySelector(".text").tabIndex = 0; // so that the keys scroll it
  if (BESIDE.matches) dialog.show();
  else dialog.showModal();
  const mark = dialog.querySelector("mark");
  const text = dialog.querySelector(".text");
  if (mark) text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
}

document.addEventListener("keydown", (event) => {
  const guide = document.querySelector("#guide dialog[open]:not(:modal)");
  if (event.key === "Escape" && guide) { guide.close(); event.stopImmediatePropagation(); }
});

// A screen reader hears an answer once, when it is finished. Gradio's own region would have it say
// every piece of it anew.
const said = document.createElement("div");
said.id = "said";
said.setAttribute("role", "status");
let heard = "";

function sayAnswer() {
  const log = document.querySelector("#chat [role=log]");
  if (log && log.getAttribute("aria-live") !== "off") log.setAttribute("aria-live", "off");
  if (!said.isConnected && log) landmark().append(said);
  const replies = document.querySelectorAll("#chat .bot.message");
  const finished = replies[replies.length - 1]?.querySelector(".finished");
  const text = finished ? `${replies.length} ${spoken(finished)}` : "";
  if (text === heard) return;
  heard = text;
  said.textContent = text.replace(/^\d+ /, "");
}

function spoken(reply) {
  const copy = reply.cloneNode(true);
  copy.querySelectorAll("button, details, [hidden]").forEach((part) => part.remove());
  const parts = [...copy.querySelectorAll("h2, p, li, caption, th, td")];
  return parts.map((part) => part.textContent.trim()).filter(Boolean).join(" ");
}

// The newest question stays at the top of the window with its answer below it, until somebody
// scrolls.
const BAR = 56; // pixels of the top bar, which covers what is below it
let asked = 0;
let following = false;
let placed = 0; // where we left it

function follow(changes) {
  const log = document.querySelector("#chat [role=log]");
  if (!log || !changes.some(({ target }) => log.contains(target))) return;
  const questions = document.querySelectorAll("#chat .user.message .asked");
  const atEnd = scrollY + innerHeight > document.documentElement.scrollHeight - 2; // as where it became shorter
  if (questions.length > asked) following = true;
  else if (Math.abs(scrollY - placed) > 1 && !atEnd) following = false;
  asked = questions.length;
  if (!following || !asked) return;
  const question = questions[asked - 1].getBoundingClientRect();
  const most = innerHeight / 3; // of a long question only the end
  const beginning = Math.max(question.top, question.bottom - most) - barHeight() - MARGIN;
  if (Math.abs(beginning) > 1) scrollBy({ top: beginning, behavior: "instant" });
  placed = scrollY;
}

const barHeight = () => document.querySelector("#top")?.getBoundingClientRect().height ?? BAR;

["wheel", "touchmove", "pointerdown", "keydown"].forEach((act) =>
  document.addEventListener(act, (event) => {
    if (event.target.closest?.("#middle")) following = false;
  }, { capture: true, passive: true }));

// Ask becomes Stop while an answer is under way. Whoever pressed Ask twice did not mean Stop.
const TWICE = 600; // milliseconds
let begun = 0;

function answering() {
  const replies = document.querySelectorAll("#chat .bot.message");
  const questions = document.querySelectorAll("#chat .user.message .asked");
  const last = replies[replies.length - 1];
  const underWay = questions.length > 0 && (replies.length < questions.length || !last.querySelector(".finished"));
  const root = document.documentElement;
  if (underWay === root.hasAttribute("data-answering")) return;
  root.toggleAttribute("data-answering", underWay);
  const left = underWay ? "ask" : "stop";
  if (document.activeElement?.id === left) document.querySelector(underWay ? "#stop" : "#ask").focus();
  if (underWay) begun = performance.now();
}

document.addEventListener("click", (event) => {
  const twice = event.detail > 0 && performance.now() - begun < TWICE; // by pointer, not by key
  if (twice && event.target.closest("#stop")) event.stopImmediatePropagation();
}, true);

function beside() {
  if (document.querySelector("#chat .user.message")) showSources();
  else if (document.querySelector("#chat .begin")) hideSources();
}

// What Gradio does not say: the words of the empty page in its language; and it names a message by
// the HTML that it is shown by, which would be read aloud.
function sayRight() {
  document.querySelectorAll("#chat .says:not([data-said])").forEach((each) => {
    each.dataset.said = "yes";
    each.textContent = word(each.textContent);
  });
  document.querySelectorAll("#chat [data-testid=bot][aria-label], #chat [data-testid=user][aria-label]").forEach((each) => {
    each.removeAttribute("aria-label");
  });
}

new MutationObserver((changes) => {
  openGuide();
  sayRight();
  sayAnswer();
  beside();
  answering();
  follow(changes);
}).observe(document.documentElement, { childList: true, subtree: true });
