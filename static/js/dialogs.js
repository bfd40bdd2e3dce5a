// Dialogs and menus. `data-opens="id"` opens a dialog, `data-closes` closes the one around it,
// `<dialog data-modal>` opens as soon as it arrives, hx-confirm asks in our own dialog.
const opener = new Map();

export function openDialog(dialog, from = document.activeElement) {
  if (dialog.open) return;
  opener.set(dialog, from);
  dialog.showModal();
  dialog.dispatchEvent(new Event("opened"));
}

document.addEventListener("click", ({ target }) => {
  const opens = target.closest("[data-opens]");
  if (opens) openDialog(document.getElementById(opens.dataset.opens), opens);
  if (target.closest("[data-closes]") || target.matches("dialog.dialog[open]:not([data-modal])")) {
    target.closest("dialog").close();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("close", ({ target }) => opener.get(target)?.focus?.(), true);

function openArrived() {
  for (const dialog of document.querySelectorAll("dialog[data-modal]")) {
    if (dialog.matches(":modal")) continue;
    dialog.open = false;
    openDialog(dialog);
  }
}
openArrived();
document.addEventListener("htmx:afterSettle", openArrived);

document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-question]").textContent = event.detail.question;
  dialog.querySelector("[data-yes]").onclick = () => {
    dialog.close();
    event.detail.issueRequest(true);
  };
  openDialog(dialog);
});
