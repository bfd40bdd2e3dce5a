// Tables of lines inside a form: rows are added from the blank one in a <template> and removed again.
export function addRow(table) {
  const body = table.querySelector("tbody");
  const number = Number(table.dataset.next);
  table.dataset.next = number + 1;
  const html = table.querySelector("template").innerHTML.replaceAll("__n__", number);
  body.insertAdjacentHTML("beforeend", html);
  renumber(table);
  return body.lastElementChild;
}

function add(table) {
  addRow(table).querySelector("input:not([type=hidden]), select")?.focus();
}

function remove(row) {
  const table = row.closest("[data-lines]");
  const neighbour = row.nextElementSibling || row.previousElementSibling;
  row.remove();
  renumber(table);
  (neighbour?.querySelector("input:not([type=hidden])") || table.querySelector("[data-add-row]")).focus();
}

function renumber(table) {
  table.querySelectorAll("[data-number]").forEach((cell, index) => { cell.textContent = index + 1; });
}

document.addEventListener("click", ({ target }) => {
  const adding = target.closest("[data-add-row]");
  if (adding) add(adding.closest("[data-lines]"));
  const removing = target.closest("[data-remove-row]");
  if (removing) remove(removing.closest("tr"));
});

// Enter goes down, as in a spreadsheet; below the last row it makes a new one.
document.addEventListener("keydown", (event) => {
  const cell = event.key === "Enter" && !event.ctrlKey && event.target.closest?.("[data-lines] tbody td");
  if (!cell || event.target.matches("button")) return;
  event.preventDefault();
  const row = cell.parentElement;
  const below = row.nextElementSibling?.cells[cell.cellIndex];
  if (below) below.querySelector("input:not([type=hidden]), select")?.focus();
  else if (cell.closest("[data-lines]").querySelector("template")) add(cell.closest("[data-lines]"));
});
