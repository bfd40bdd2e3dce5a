// Opens the schedule board of the page.
import { Board } from "./board.js";
import { find } from "./finder.js";
import { inspect } from "./inspector.js";
import { listenToKeys } from "./keys.js";
import { looks } from "./looks.js";
import { overview } from "./overview.js";
import { listenToPointer } from "./pointer.js";
import { speak } from "./spoken.js";
import { controls, keepAddress } from "./controls.js";

/** The plan that the head of the page names. */
async function asked() {
  const answer = await fetch(document.querySelector("[data-plan-data]").dataset.planData);
  if (!answer.ok) throw new Error(`the board's data: ${answer.status}`);
  return answer.json();
}

/** What others do is drawn as soon as the head of the page, which follows it, has come anew. */
function follow(board) {
  document.addEventListener("htmx:afterSwap", async ({ target }) => {
    if (!target.matches("[data-plan]")) return;
    board.take(await asked());
    board.drawSoon();
  });
}

async function open(host) {
  const coming = asked();
  const board = new Board(host, looks(host));
  board.take(await coming);
  performance.mark("board:data");
  for (const part of [listenToPointer, listenToKeys, speak, inspect, find, controls, keepAddress, follow]) part(board);
  board.open();
  host.setAttribute("aria-busy", "false");
  requestAnimationFrame(() => {
    performance.mark("board:drawn");
    setTimeout(() => overview(board));
  });
}

const host = document.querySelector("[data-board]");
if (host) open(host);
