// A block copied from a spreadsheet, pasted into a table of lines: it fills rows and columns from there on and adds
// rows as needed. Headings decide the columns where there are any. What does not fit is named by row and cell.
import { table, write } from "./cells.js";
import { addRow } from "./lines.js";
import { toast } from "./toasts.js";

const field = (cell) => cell.querySelector("input:not([type=hidden]), select, textarea");
const cellsOf = (row) => [...row.querySelectorAll(".field-cell")];
const words = (text) => text.replace("*", "").trim().toLowerCase();

// The columns the block goes into, and whether its first row is headings.
function columnsOf(lines, block, start) {
  const labels = cellsOf(lines.querySelector("tbody tr")).map((cell) => words(cell.querySelector(".cell-label").textContent));
  const named = block[0].map((text) => labels.indexOf(words(text)));
  if (named.every((index) => index >= 0)) return [named, true];
  const numbered = block.every(([first]) => /^\d*$/.test(first.trim()));
  const first = start === 0 && labels.length > 1 && !numbered ? 1 : start;
  return [block[0].map((_text, index) => first + index), false];
}

// Where a person adds no rows, what lies below the last one is left out.
function rowAt(lines, index) {
  const { rows } = lines.querySelector("tbody");
  while (rows.length <= index && lines.querySelector("template")) addRow(lines);
  return rows[index];
}

function forgetError(cell) {
  field(cell).removeAttribute("aria-invalid");
  cell.querySelector(".errorlist")?.remove();
}

function showError(cell, sentence) {
  forgetError(cell);
  field(cell).setAttribute("aria-invalid", "true");
  const list = Object.assign(document.createElement("ul"), { className: "errorlist" });
  list.append(Object.assign(document.createElement("li"), { textContent: sentence }));
  field(cell).closest(".field").append(list);
}

// How many rows were filled, and the cells whose text does not fit with the sentence to say there.
function fill(lines, block, from) {
  const [columns, headed] = columnsOf(lines, block, from.column);
  const faults = [];
  const texts = block.slice(headed ? 1 : 0);
  const rows = texts.map((_texts, offset) => rowAt(lines, from.row + offset)).filter(Boolean);
  rows.forEach((row, offset) => {
    const cells = cellsOf(row);
    texts[offset].forEach((text, index) => {
      const cell = cells[columns[index]];
      if (!cell) return;
      forgetError(cell);
      if (!write(field(cell), text)) faults.push([cell, lines.dataset.unread.replace("{}", text.trim())]);
    });
  });
  return [rows.length, faults];
}

// The rows that typed codes name, asked once for each column.
async function lookUp(lines) {
  const faults = [];
  const open = [...lines.querySelectorAll(".combo")].filter((combo) => !combo.querySelector("[type=hidden]").value);
  const byAddress = Map.groupBy(open.filter((combo) => combo.querySelector("[role=combobox]").value), (combo) => combo.dataset.url);
  for (const [url, combos] of byAddress) {
    const code = (combo) => combo.querySelector("[role=combobox]").value;
    const answer = await fetch(`${url}codes/`, {
      method: "POST",
      headers: JSON.parse(document.body.getAttribute("hx-headers")),
      body: new URLSearchParams(combos.map((combo) => ["code", code(combo)])),
    });
    if (!answer.ok) continue;
    const { known, unknown } = await answer.json();
    for (const combo of combos) {
      const cell = combo.closest("td");
      if (code(combo) in known) combo.querySelector("[type=hidden]").value = known[code(combo)];
      else faults.push([cell, unknown[code(combo)]]);
    }
  }
  return faults;
}

function tell(lines, faults) {
  const note = lines.querySelector("[data-faults]");
  const list = note.querySelector("[data-places]");
  note.hidden = faults.length === 0;
  list.replaceChildren(...faults.map(([cell, sentence]) => {
    showError(cell, sentence);
    const row = lines.dataset.place.replace("{}", cell.closest("tr").querySelector("[data-number]").textContent);
    const place = `${row} · ${cell.querySelector(".cell-label").textContent}`;
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: place });
    button.addEventListener("click", () => field(cell).focus());
    item.append(button, ` ${sentence}`);
    return item;
  }));
}

// The rows as they are now take part in nothing any more and come back, with all that was typed, when it is undone.
function keepAside(lines) {
  const before = lines.querySelector("tbody");
  const next = lines.dataset.next;
  const now = before.cloneNode(true);
  const chosen = before.querySelectorAll("select");
  now.querySelectorAll("select").forEach((select, index) => { select.value = chosen[index].value; });
  before.replaceWith(now);
  return () => {
    lines.querySelector("tbody").replaceWith(before);
    lines.dataset.next = next;
    tell(lines, []);
  };
}

document.addEventListener("paste", async (event) => {
  const cell = event.target.closest?.("[data-lines] tbody .field-cell");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const lines = cell.closest("[data-lines]");
  const block = table(text);
  const from = { row: cell.parentElement.sectionRowIndex, column: cellsOf(cell.parentElement).indexOf(cell) };
  const undo = keepAside(lines);
  const [filled, unread] = fill(lines, block, from);
  tell(lines, [...unread, ...(await lookUp(lines))]);
  field(cellsOf(lines.querySelector("tbody").rows[from.row])[from.column]).focus();
  toast(lines.dataset.pasted.replace("{}", filled), "ok", undo);
});
