// The plan in tiles. Each is painted once, the browser moves it while one scrolls; those around the view are painted
// when nothing else is to be done.
import { Sheet } from "./sheet.js";

const SIZE = 264; // pixels of an edge: every texture repeats in it a whole number of times
const LEAST = 4; // milliseconds that must be left for one more

/** The places of the tiles that touch a view with so many tiles around it. */
function places(view, around) {
  const last = [view.left + Math.min(view.width, view.extent - view.left), view.top + Math.min(view.visible, view.height - view.top)];
  const [columns, rows] = [[view.left, last[0]], [view.top, last[1]]].map(([from, until]) => {
    const first = Math.max(0, Math.floor(from / SIZE) - around);
    return Array.from({ length: Math.ceil(until / SIZE) + around - first }, (_none, number) => first + number);
  });
  return rows.flatMap((row) => columns.map((column) => `${column}:${row}`));
}

export class Tiles {
  #lying = new Map(); // by place
  #spare = [];
  #filling = 0;

  /** `paint(pen, view)` draws what a window of the view shows. */
  constructor(floor, paint) {
    Object.assign(this, { floor, paint });
  }

  /** What was painted is no longer so. */
  forget() {
    for (const tile of this.#lying.values()) tile.stale = true;
  }

  /** Paints what is missing in view now, and what is missing around it later. */
  show(view) {
    const seen = new Set(places(view, 0));
    const kept = new Set(places(view, 1));
    for (const [place, tile] of this.#lying) {
      if (!kept.has(place) || (tile.stale && !seen.has(place))) this.#lift(place, tile);
    }
    for (const place of seen) if (this.#missing(place)) this.#lay(view, place);
    cancelIdleCallback(this.#filling);
    this.#fillSoon(view, kept);
  }

  #fillSoon(view, kept) {
    this.#filling = requestIdleCallback((deadline) => {
      const missing = [...kept].filter((place) => this.#missing(place));
      while (missing.length && deadline.timeRemaining() > LEAST) this.#lay(view, missing.pop());
      if (missing.length) this.#fillSoon(view, kept);
    });
  }

  #missing(place) {
    return this.#lying.get(place)?.stale ?? true;
  }

  #lift(place, tile) {
    tile.canvas.hidden = true;
    this.#lying.delete(place);
    this.#spare.push(tile);
  }

  #lay(view, place) {
    const tile = this.#lying.get(place) ?? this.#spare.pop() ?? new Sheet(this.floor.appendChild(document.createElement("canvas")));
    const [left, top] = place.split(":").map((number) => number * SIZE);
    tile.resize(SIZE, SIZE);
    this.paint(tile.pen, view.window(left, top, SIZE, SIZE));
    tile.stale = false;
    tile.canvas.hidden = false;
    Object.assign(tile.canvas.style, { left: `${left}px`, top: `${top}px` });
    this.#lying.set(place, tile);
  }
}
