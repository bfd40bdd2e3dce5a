// What the canvas shows, for those who do not see it: the selected operation is said, those in view stand in a table.
import { instant } from "./dates.js";

const QUIET = 300; // milliseconds without drawing before the table is written anew
const LISTED = 200;

const filled = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);

function facts(board, operation) {
  const { plan } = board;
  const order = plan.order[operation];
  const row = plan.row[operation];
  return {
    order: plan.orders.number[order],
    operation: `${plan.sequence[operation]} ${plan.name[operation]}`,
    item: `${plan.orders.item[order]} ${plan.orders.name[order]}`,
    machine: plan.machines.code[row],
    state: document.querySelector(`[data-tones] [data-tone="${plan.tones[plan.tone[operation]]}"]`).textContent.trim(),
    start: instant(plan, plan.start[operation]),
    finish: instant(plan, plan.finish[operation]),
  };
}

function list(board, shown, body) {
  body.replaceChildren(...shown.slice(0, LISTED).map((operation) => {
    const row = document.createElement("tr");
    Object.values(facts(board, operation)).forEach((text, place) => {
      const cell = document.createElement(place ? "td" : "th");
      if (!place) cell.scope = "row";
      cell.textContent = text;
      row.append(cell);
    });
    return row;
  }));
}

export function speak(board) {
  const { host } = board;
  const status = host.querySelector("[data-said]");
  const body = host.querySelector("[data-listed]");
  const count = document.querySelector("[data-count]");
  let waiting = 0;
  board.addEventListener("selected", ({ detail: { operation } }) => {
    status.textContent = operation === undefined ? "" : filled(host.dataset.spoken, facts(board, operation));
  });
  board.addEventListener("drawn", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const shown = board.view.operations;
      count.textContent = filled(host.dataset.inView, { shown: shown.length, all: board.plan.size.toLocaleString(document.documentElement.lang) });
      list(board, shown, body);
    }, QUIET);
  });
}
