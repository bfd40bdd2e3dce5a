// The whole plan in one strip: each day's load, where orders end late, and the part in view, which can be dragged.
import { monday, weekNumber } from "./dates.js";
import { DAY } from "./plan.js";
import { LEFT } from "./view.js";

const FULL = 95;
const HIGH = 85;
const FLOOR = 14; // pixels for the numbers of the weeks

/** Percent of the open time of all machines that count, and whether anything late ends, for each day. */
function days({ plan }) {
  const found = [];
  const rows = plan.rows.map((_row, number) => number).filter((number) => !plan.machines.endless[number]);
  for (let day = Math.floor(plan.first / DAY); day * DAY < plan.last; day += 1) {
    const all = rows.map((row) => plan.load(row, day * DAY, (day + 1) * DAY));
    const open = all.reduce((sum, each) => sum + each.open, 0);
    const busy = all.reduce((sum, each) => sum + each.busy, 0);
    found.push({ minute: day * DAY, percent: open ? (100 * busy) / open : 0 });
  }
  return found;
}

export function overview(board) {
  const canvas = board.host.querySelector("[data-overview]");
  const pen = canvas.getContext("2d", { alpha: false });
  let own = days(board);
  const frame = canvas.parentElement.querySelector("[data-frame]");
  let dragged = null;
  let painted = null;
  let width = 0;
  new ResizeObserver(() => {
    width = canvas.clientWidth;
    painted = null;
    draw();
  }).observe(canvas);

  const scale = () => (width - LEFT) / (board.plan.last - board.plan.first);
  const x = (minute) => LEFT + (minute - board.plan.first) * scale();

  function paintDay({ minute, percent }, height, colours) {
    if (!percent) return;
    const tall = Math.max(1, ((height - FLOOR - 4) * Math.min(percent, 100)) / 100);
    pen.fillStyle = percent > FULL ? colours.late : percent > HIGH ? colours.hold : colours.ready;
    pen.fillRect(x(minute) + 0.5, height - FLOOR - tall, Math.max(1, DAY * scale() - 1), tall);
  }

  function paintWeeks(height, inks) {
    const { plan } = board;
    pen.font = `400 10px ${board.looks.font}`;
    for (let minute = monday(plan, plan.first); minute < plan.last; minute += 7 * DAY) {
      pen.fillStyle = inks["text-faint"];
      if (minute >= plan.first) pen.fillText(board.host.dataset.week.replace("{week}", weekNumber(plan, minute)), x(minute) + 3, height - 4);
      pen.fillStyle = inks.line;
      pen.fillRect(Math.round(x(minute)), 0, 1, height);
    }
  }

  /** Everything but the part in view: it changes with the size and the colours only. */
  function paint() {
    const height = canvas.clientHeight;
    const pixels = window.devicePixelRatio || 1;
    Object.assign(canvas, { width: width * pixels, height: height * pixels });
    pen.setTransform(pixels, 0, 0, pixels, 0, 0);
    const { inks, tones, font } = board.looks;
    pen.fillStyle = inks.surface;
    pen.fillRect(0, 0, width, height);
    paintWeeks(height, inks);
    const colours = Object.fromEntries(tones.map((tone) => [tone.name, tone.edge]));
    for (const day of own) paintDay(day, height, colours);
    pen.fillStyle = inks.now;
    pen.fillRect(Math.round(x(board.plan.now)), 0, 1.5, height);
    pen.fillStyle = inks.surface;
    pen.fillRect(0, 0, LEFT, height);
    pen.fillStyle = inks["text-faint"];
    pen.font = `500 12px ${font}`;
    pen.fillText(board.host.dataset.whole, 14, height / 2 + 4);
  }

  function draw() {
    if (painted !== board.looks) paint();
    painted = board.looks;
    const { view } = board;
    frame.style.transform = `translateX(${x(view.from)}px)`;
    const wide = `${Math.max(4, (view.until - view.from) * scale())}px`;
    if (frame.style.width !== wide) frame.style.width = wide;
  }

  function move(event) {
    if (dragged === null) return;
    const { view } = board;
    view.scrollTo(((event.offsetX - LEFT) / scale()) * view.scale - view.width / 2);
  }
  canvas.addEventListener("pointerdown", (event) => {
    dragged = event.pointerId;
    canvas.setPointerCapture(event.pointerId);
    move(event);
  });
  canvas.addEventListener("pointermove", move);
  for (const over of ["pointerup", "pointercancel"]) canvas.addEventListener(over, () => { dragged = null; });
  board.addEventListener("drawn", draw);
  board.addEventListener("taken", () => {
    own = days(board);
    painted = null;
  });
}
