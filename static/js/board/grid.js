// Behind the bars: closed time, the lines of rows and hours; and before them, where the present is.
import { monday, step } from "./dates.js";
import { DAY } from "./plan.js";

const APART = 56; // pixels between two lines of hours at least

function paintClosed(pen, view, looks) {
  const { plan, from, until } = view;
  pen.beginPath();
  for (const line of view.shown) {
    if (line.row === undefined) continue;
    let closed = from;
    const fill = (finish) => {
      if (finish > closed) pen.rect(view.x(closed), view.y(line.y), (finish - closed) * view.scale, line.height);
    };
    const open = plan.open(line.row, from, until);
    for (let at = 0; at < open.length; at += 2) {
      fill(open[at]);
      closed = open[at + 1];
    }
    fill(until);
  }
  pen.fillStyle = looks.inks.closed;
  pen.fill();
}

function paintLines(pen, view, looks) {
  const apart = step(view.scale, APART);
  const begin = apart > DAY ? monday(view.plan, view.from) : Math.floor(view.from / apart) * apart;
  for (const days of [false, true]) {
    pen.beginPath();
    for (let minute = begin; minute < view.until; minute += apart) {
      if ((minute % DAY === 0) !== days) continue;
      const x = Math.round(view.x(minute)) + 0.5;
      pen.moveTo(x, 0);
      pen.lineTo(x, view.visible);
    }
    pen.strokeStyle = looks.inks[days ? "line-strong" : "line"];
    pen.stroke();
  }
  pen.beginPath();
  for (const line of view.shown) {
    const y = Math.round(view.y(line.y + line.height)) - 0.5;
    pen.moveTo(0, y);
    pen.lineTo(view.width, y);
  }
  pen.strokeStyle = looks.inks.line;
  pen.stroke();
}

export function paintGrid(pen, view, looks) {
  pen.lineWidth = 1;
  paintClosed(pen, view, looks);
  pen.fillStyle = looks.inks.sunken;
  for (const line of view.shown) {
    if (line.row === undefined) pen.fillRect(0, view.y(line.y), view.width, line.height);
  }
  paintLines(pen, view, looks);
}

/** A line at an instant through all rows. */
export function paintInstant(pen, view, minute, colour, dash = []) {
  const x = Math.round(view.x(minute)) + 0.5;
  if (x < -1 || x > view.width) return;
  pen.setLineDash(dash);
  pen.lineWidth = 1.5;
  pen.strokeStyle = colour;
  pen.beginPath();
  pen.moveTo(x, 0);
  pen.lineTo(x, view.visible);
  pen.stroke();
  pen.setLineDash([]);
  pen.lineWidth = 1;
}
