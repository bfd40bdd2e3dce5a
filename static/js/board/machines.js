// The machines at the left, by work center, with their load.
import { DAY } from "./plan.js";
import { LEFT } from "./view.js";
import { fitted, line, words } from "./words.js";

const DAYS_OF_LOAD = 7;
const FULL = 95; // percent of the open time
const HIGH = 85;
const BAR = 44;

/** The load of the next seven days of each row, in percent of its open time; of an endless row there is none. */
export function loads(plan) {
  const from = Math.max(plan.now, plan.begins);
  return plan.rows.map((_row, number) => {
    const { open, busy } = plan.load(number, from, from + DAYS_OF_LOAD * DAY);
    return plan.machines.endless[number] || !open ? null : Math.round((100 * busy) / open);
  });
}

function paintLoad(pen, looks, y, percent) {
  const { inks, font } = looks;
  const tone = (name) => looks.tones.find((each) => each.name === name).edge;
  const colour = percent > FULL ? tone("late") : percent > HIGH ? tone("hold") : tone("ready");
  const over = percent > FULL;
  words(pen, `${over ? "▲ " : ""}${percent}%`, LEFT - 12, y + 13, `${over ? 600 : 450} 12px ${font}`, over ? colour : inks["text-soft"], "right");
  for (const [width, fill] of [[BAR, inks.hover], [(BAR * Math.min(percent, 100)) / 100, colour]]) {
    pen.fillStyle = fill;
    pen.beginPath();
    pen.roundRect(LEFT - 12 - BAR, y + 22, width, 4, 2);
    pen.fill();
  }
}

function paintCenter(pen, view, looks, { center, y }, said) {
  const { inks, font } = looks;
  const top = view.y(y);
  const { code, name } = view.plan.centers;
  pen.fillStyle = inks.sunken;
  pen.fillRect(0, top, LEFT, 26);
  words(pen, code[center], 14, top + 13.5, `600 12px ${font}`, inks["text-soft"]);
  words(pen, fitted(pen, name[center], 90), 22 + pen.measureText(code[center]).width, top + 13.5, `400 12px ${font}`, inks["text-faint"]);
  const count = view.plan.machines.center.filter((each) => each === center).length;
  words(pen, said.machines.replace("{number}", count), LEFT - 12, top + 13.5, `400 11px ${font}`, inks["text-faint"], "right");
}

function paintMachine(pen, view, looks, { row, y }, percent) {
  const { inks, font } = looks;
  const top = view.y(y) + 2;
  const { code, name } = view.plan.machines;
  const room = LEFT - 28 - (percent === null ? 0 : BAR + 8);
  pen.font = `550 13px ${font}`;
  words(pen, fitted(pen, code[row], room), 14, top + 11, pen.font, inks.text);
  pen.font = `400 11px ${font}`;
  words(pen, fitted(pen, name[row], room), 14, top + 25, pen.font, inks["text-faint"]);
  if (percent !== null) paintLoad(pen, looks, top, percent);
}

export function paintMachines(pen, view, looks, said, percents) {
  const { inks } = looks;
  pen.fillStyle = inks.surface;
  pen.fillRect(0, 0, LEFT, view.visible);
  for (const each of view.shown) {
    if (each.row === undefined) paintCenter(pen, view, looks, each, said);
    else paintMachine(pen, view, looks, each, percents[each.row]);
    const y = Math.round(view.y(each.y + each.height)) - 0.5;
    pen.fillStyle = inks.line;
    pen.fillRect(0, y - 0.5, LEFT, 1);
  }
  line(pen, LEFT - 0.5, 0, view.visible, inks["line-strong"]);
}
