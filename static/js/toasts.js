// Short messages: from Django's messages at load, from the HX-Trigger header "toast", from failed requests.
const STAYS = 6000;
const region = document.getElementById("toasts");
const pattern = document.getElementById("toast");

export function toast(text, level = "ok") {
  const shown = pattern.content.firstElementChild.cloneNode(true);
  shown.dataset.level = level;
  shown.querySelectorAll("[data-when]").forEach((icon) => icon.dataset.when === level || icon.remove());
  shown.querySelector("[data-text]").textContent = text;
  shown.querySelector("button").addEventListener("click", () => shown.remove());
  region.append(shown);
  if (level !== "error") setTimeout(() => shown.remove(), STAYS);
}

for (const written of region.querySelectorAll("p.toast")) {
  written.remove();
  toast(written.textContent, written.dataset.level === "error" ? "error" : "ok");
}

document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.level));
document.addEventListener("htmx:sendError", () => toast(region.dataset.offline, "error"));
document.addEventListener("htmx:responseError", ({ detail }) => {
  const told = detail.xhr.getResponseHeader("HX-Trigger") || "";
  if (!told.includes('"toast"')) toast(region.dataset.failed, "error");
});
