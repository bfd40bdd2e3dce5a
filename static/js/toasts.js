// Short messages: from Django's messages at load, from the HX-Trigger header "toast", from failed requests.
// `undo` is what takes back what was done: a function, or where to post and which values.
const STAYS = 6000;
const STAYS_WITH_UNDO = 12000;
const region = document.getElementById("toasts");
const pattern = document.getElementById("toast");

function takeBack(undo) {
  if (typeof undo === "function") undo();
  else htmx.ajax("post", undo.url, { values: undo.values, swap: "none" });
}

// It stays while the pointer or the keyboard is on it.
function goAfter(shown, stays) {
  const timer = setTimeout(() => (shown.matches(":hover, :focus-within") ? goAfter(shown, stays) : shown.remove()), stays);
  shown.querySelector(".toast-close").addEventListener("click", () => clearTimeout(timer));
}

export function toast(text, level = "ok", undo = null) {
  const shown = pattern.content.firstElementChild.cloneNode(true);
  const back = shown.querySelector("[data-undo]");
  shown.dataset.level = level;
  shown.querySelectorAll("[data-when]").forEach((icon) => icon.dataset.when === level || icon.remove());
  shown.querySelector("[data-text]").textContent = text;
  shown.querySelector(".toast-close").addEventListener("click", () => shown.remove());
  back.addEventListener("click", () => {
    shown.remove();
    takeBack(undo);
  });
  if (!undo) back.remove();
  region.querySelectorAll("[data-undo]").forEach((older) => older.remove());
  region.append(shown);
  if (level !== "error") goAfter(shown, undo ? STAYS_WITH_UNDO : STAYS);
}

for (const written of region.querySelectorAll("p.toast")) {
  written.remove();
  const { level, undo } = written.dataset;
  toast(written.textContent, level === "error" ? "error" : "ok", undo ? JSON.parse(undo) : null);
}

document.addEventListener("toast", ({ detail }) => toast(detail.text, detail.level, detail.undo));
document.addEventListener("htmx:sendError", () => toast(region.dataset.offline, "error"));
document.addEventListener("htmx:responseError", ({ detail }) => {
  const told = detail.xhr.getResponseHeader("HX-Trigger") || "";
  if (!told.includes('"toast"')) toast(region.dataset.failed, "error");
});
