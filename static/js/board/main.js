// Opens the schedule board of the page.
import { Board } from "./board.js";
import { find } from "./finder.js";
import { inspect } from "./inspector.js";
import { listenToKeys } from "./keys.js";
import { overview } from "./overview.js";
import { listenToPointer } from "./pointer.js";
import { speak } from "./spoken.js";
import { controls, keepAddress } from "./controls.js";

async function open(host) {
  const answer = await fetch(host.dataset.board);
  if (!answer.ok) throw new Error(`the board's data: ${answer.status}`);
  const data = await answer.json();
  performance.mark("board:data");
  const board = new Board(host, data);
  for (const part of [listenToPointer, listenToKeys, speak, inspect, find, overview, controls, keepAddress]) part(board);
  board.resize();
  host.setAttribute("aria-busy", "false");
  requestAnimationFrame(() => performance.mark("board:drawn"));
}

const host = document.querySelector("[data-board]");
if (host) open(host);
