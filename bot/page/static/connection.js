// Whether the server is there, and still the same: one that was started anew knows nothing of this
// page, so the page is loaded anew, and what was shown is opened again.
const EVERY = 3000; // milliseconds
const LOST = "The connection to careerbot was lost; it is tried again by itself. What was shown is kept.";

const notice = document.createElement("div");
notice.id = "lost";
notice.setAttribute("role", "alert");

async function look() {
  if (document.hidden || !window.gradio_config) return;
  const { root, api_prefix: prefix = "/gradio_api", app_id: app } = window.gradio_config;
  try {
    const reply = await fetch(`${root}${prefix}/app_id`, { cache: "no-store" });
    const same = reply.ok && !reply.redirected && (await reply.json()).app_id === app;
    if (reply.status < 500 && !same) location.reload();
    if (same) notice.remove();
  } catch {
    if (!notice.isConnected) landmark().prepend(notice);
    notice.textContent = word(LOST);
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
