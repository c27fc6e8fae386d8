// Light or dark, and how large letters are: chosen in the settings, kept in this browser.
const LOOK = "careerbot-look";
const CHOICES = {
  shade: ["Light or dark", [["", "As this device"], ["light", "Light"], ["dark", "Dark"]]],
  size: ["Text size", [["", "Usual"], ["large", "Large"], ["larger", "Larger"]]],
};

// What stands in storage was written by us, or by anybody.
function chosen() {
  try {
    const kept = JSON.parse(localStorage.getItem(LOOK)) ?? {};
    const known = ([name, [, values]]) => [name, values.some(([value]) => value === kept[name]) ? kept[name] : ""];
    return Object.fromEntries(Object.entries(CHOICES).map(known));
  } catch {
    return { shade: "", size: "" };
  }
}

const device = matchMedia("(prefers-color-scheme: dark)");

function wear() {
  const { shade, size } = chosen();
  const dark = shade === "dark" || (!shade && device.matches);
  if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
  document.documentElement.dataset.size = size;
}

function select(name, [title, values]) {
  const label = document.createElement("label");
  const box = document.createElement("select");
  box.name = name;
  box.append(...values.map(([value, text]) => new Option(word(text), value)));
  box.value = chosen()[name];
  box.addEventListener("change", () => {
    localStorage.setItem(LOOK, JSON.stringify({ ...chosen(), [name]: box.value }));
    wear();
  });
  label.append(word(title), box);
  return label;
}

function offer() {
  const place = document.querySelector("#look");
  if (!place || place.dataset.offered) return;
  place.dataset.offered = "yes";
  place.append(...Object.entries(CHOICES).map(([name, choice]) => select(name, choice)));
}

wear();
device.addEventListener("change", wear);
new MutationObserver(wear).observe(document.body, { attributes: true, attributeFilter: ["class"] });
new MutationObserver(offer).observe(document.documentElement, { childList: true, subtree: true });
