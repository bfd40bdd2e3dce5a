// The days and hours above the rows.
import { clock, date, isRest, monday, step, weekNumber, weekday } from "./dates.js";
import { DAY } from "./plan.js";
import { TOP } from "./view.js";
import { line, words } from "./words.js";

const NARROW = 64; // pixels of a day that its date needs

function paintDays(pen, view, looks, said) {
  const { plan } = view;
  const weeks = DAY * view.scale < NARROW;
  const apart = weeks ? 7 * DAY : DAY;
  const begin = weeks ? monday(plan, view.from) : Math.floor(view.from / DAY) * DAY;
  for (let minute = begin; minute < view.until; minute += apart) {
    const today = minute === Math.floor(plan.now / DAY) * DAY;
    const bold = weeks ? said.week.replace("{week}", weekNumber(plan, minute)) : date(plan, minute);
    const more = weeks ? date(plan, minute) : `${weekday(plan, minute)}${today ? ` · ${said.today}` : ""}`;
    const colour = today && !weeks ? looks.inks["accent-strong"] : looks.inks.text;
    paintDay(pen, looks, [bold, more], Math.max(view.x(minute), 0) + 8, view.x(minute + apart) - 4, colour);
    line(pen, Math.round(view.x(minute)) + 0.5, 0, TOP, looks.inks["line-strong"]);
  }
}

/** A date with its weekday, as far as there is room for them. */
function paintDay(pen, looks, [bold, more], x, end, colour) {
  pen.font = `600 12px ${looks.font}`;
  const wide = pen.measureText(bold).width;
  if (x + wide > end) return;
  words(pen, bold, x, 16, pen.font, colour);
  pen.font = `400 12px ${looks.font}`;
  if (x + wide + 6 + pen.measureText(more).width <= end) words(pen, more, x + wide + 6, 16, pen.font, looks.inks["text-faint"]);
}

function paintHours(pen, view, looks) {
  const { plan } = view;
  const weeks = DAY * view.scale < NARROW;
  const apart = weeks ? DAY : step(view.scale, NARROW);
  if (weeks && DAY * view.scale < 18) return;
  const size = weeks && DAY * view.scale < 30 ? 10 : 11;
  for (let minute = Math.floor(view.from / apart) * apart; minute < view.until; minute += apart) {
    if (!weeks && apart === DAY) continue;
    const text = weeks ? new Date(plan.midnight + minute * 60_000).getUTCDate() : clock(plan, minute);
    const faint = looks.inks[weeks && isRest(plan, minute) ? "line-strong" : "text-faint"];
    words(pen, text, view.x(minute) + 5, 38, `400 ${size}px ${looks.font}`, faint);
  }
}

/** A word on a coloured ground where an instant is. */
function paintFlag(pen, view, looks, minute, text, y) {
  const x = view.x(minute);
  if (x < 0 || x > view.width) return;
  pen.font = `600 11px ${looks.font}`;
  const wide = pen.measureText(text).width + 12;
  pen.fillStyle = looks.inks.now;
  pen.beginPath();
  pen.roundRect(x - wide / 2, y - 9, wide, 18, 5);
  pen.fill();
  words(pen, text, x, y + 0.5, pen.font, looks.inks.on, "center");
}

/** `due`: when the selected order must be finished. */
export function paintTimes(pen, view, looks, said, due) {
  pen.fillStyle = looks.inks.surface;
  pen.fillRect(0, 0, view.width, TOP);
  paintDays(pen, view, looks, said);
  paintHours(pen, view, looks);
  paintFlag(pen, view, looks, view.plan.now, clock(view.plan, Math.floor(view.plan.now)), 38);
  if (due !== undefined) paintFlag(pen, view, looks, due, said.due, 38);
  pen.fillStyle = looks.inks["line-strong"];
  pen.fillRect(0, TOP - 1, view.width, 1);
}
