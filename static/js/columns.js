// The columns of a list: ticked ones are shown, in the order they stand in. Alt with an arrow moves the one in focus.
const list = (element) => element.closest(".columns")?.querySelector("ul");

function tell(form) {
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function move(row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
}

function restore(menu) {
  const standard = menu.dataset.standard.split(" ");
  const rows = [...list(menu.firstElementChild).children];
  const place = (row) => standard.indexOf(row.querySelector("input").value);
  for (const row of rows) row.querySelector("input").checked = place(row) >= 0;
  rows.filter((row) => place(row) >= 0).sort((a, b) => place(b) - place(a)).forEach((row) => row.parentElement.prepend(row));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest(".columns button");
  if (!button) return;
  if (button.matches("[data-restore]")) restore(button.closest(".columns"));
  else move(button.closest("li"), Number(button.dataset.move));
  button.focus();
  tell(button.closest("form"));
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const row = event.altKey && step && event.target.closest?.(".columns li");
  if (!row) return;
  event.preventDefault();
  move(row, step);
  event.target.focus();
  tell(event.target.closest("form"));
});

// The columns as the list was made need no place in the address.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const standard = document.querySelector(".columns")?.dataset.standard;
  if (standard && detail.formData.getAll("columns").join(" ") === standard) detail.formData.delete("columns");
});
