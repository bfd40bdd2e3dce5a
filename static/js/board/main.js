// Opens the schedule board of the page.
import { Board } from "./board.js";
import { asked, chooseCenters } from "./centers.js";
import { find } from "./finder.js";
import { inspect } from "./inspector.js";
import { listenToKeys } from "./keys.js";
import { looks } from "./looks.js";
import { overview } from "./overview.js";
import { listenToPointer } from "./pointer.js";
import { speak } from "./spoken.js";
import { controls, keepAddress } from "./controls.js";

/** The plan that the head of the page names, for the work centers that are chosen. */
async function plan() {
  const answer = await fetch(document.querySelector("[data-plan-data]").dataset.planData + asked());
  if (!answer.ok) throw new Error(`the board's data: ${answer.status}`);
  return answer.json();
}

let asking = 0;

/** Draws the plan as it is now; of several answers the last one asked for counts. */
async function again(board) {
  asking += 1;
  const own = asking;
  board.host.setAttribute("aria-busy", "true");
  const data = await plan();
  if (own !== asking) return;
  board.take(data);
  board.drawSoon();
  board.host.setAttribute("aria-busy", "false");
}

/** What others do is drawn as soon as the head of the page, which follows it, has come anew. */
function follow(board) {
  document.addEventListener("htmx:afterSwap", ({ target }) => target.matches("[data-plan]") && again(board));
}

async function open(host) {
  const coming = plan();
  const board = new Board(host, looks(host));
  board.take(await coming);
  performance.mark("board:data");
  for (const part of [listenToPointer, listenToKeys, speak, inspect, find, controls, keepAddress, follow]) part(board);
  chooseCenters(board, again);
  board.open();
  host.setAttribute("aria-busy", "false");
  requestAnimationFrame(() => {
    performance.mark("board:drawn");
    setTimeout(() => overview(board));
  });
}

const host = document.querySelector("[data-board]");
if (host) open(host);
