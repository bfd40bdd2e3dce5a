// What of the plan is in view: a scale, the place scrolled to, and where rows and minutes lie beside the heads.
export const LEFT = 190; // pixels of the machines' column
export const TOP = 52; // and of the days above
const HEAD = 26; // a work center's line
const ROW = 36;
const TRACK = 22; // each, where a row has several
const PADDING = 4;
export const SCALES = { hour: 1.6, shift: 0.74, day: 0.34, week: 0.068 }; // pixels per minute
const LEAST = 0.012;
const MOST = 4;

/** Where each row and each of its tracks lies, from the top of the first. */
function layout(plan) {
  const lines = [];
  let y = 0;
  plan.machines.center.forEach((center, row) => {
    if (center !== plan.machines.center[row - 1]) {
      lines.push({ center, y, height: HEAD, tracks: [] });
      y += HEAD;
    }
    const many = plan.rows[row].tracks;
    const each = many.length > 1 ? TRACK : ROW - 2 * PADDING;
    const tracks = many.map((operations, track) => ({ operations, y: y + PADDING + track * each, height: each - (many.length > 1 ? 2 : 0) }));
    const height = 2 * PADDING + many.length * each;
    lines.push({ center, row, y, height, tracks });
    y += height;
  });
  return { lines, height: y };
}

export class View {
  constructor(scroller, plan, scale = SCALES.day) {
    Object.assign(this, { scroller, plan, scale, left: 0, top: 0, shown: [], ...layout(plan) });
    this.trackOf = [];
    for (const line of this.lines) for (const track of line.tracks) for (const one of track.operations) this.trackOf[one] = track;
    this.lineOf = new Map(this.lines.filter((line) => line.row !== undefined).map((line) => [line.row, line]));
  }

  measure() {
    this.width = this.scroller.clientWidth - LEFT;
    this.visible = this.scroller.clientHeight - TOP;
    this.follow();
  }

  /** Takes over where the page is scrolled to: asking for it again for each bar would cost more than drawing it. */
  follow() {
    this.left = this.scroller.scrollLeft;
    this.top = this.scroller.scrollTop;
    this.find();
  }

  find() {
    this.shown = this.lines.filter((line) => this.y(line.y) < this.visible && this.y(line.y + line.height) > 0);
  }

  /** The view of somebody who looks through this window only: pixels from the beginning of the plan. */
  window(left, top, width, visible) {
    const part = Object.assign(Object.create(View.prototype), this, { left, top, width, visible });
    part.find();
    return part;
  }

  /** The operations in view. */
  get operations() {
    return this.shown.flatMap((line) => line.tracks.flatMap((track) => this.plan.between(track.operations, this.from, this.until)));
  }

  scrollTo(left, top = this.top) {
    this.scroller.scrollTo({ left, top, behavior: "instant" });
    this.follow();
  }

  get extent() {
    return (this.plan.last - this.plan.first) * this.scale;
  }

  x(minute) {
    return (minute - this.plan.first) * this.scale - this.left;
  }

  y(top) {
    return top - this.top;
  }

  minute(x) {
    return this.plan.first + (x + this.left) / this.scale;
  }

  get from() {
    return this.minute(0);
  }

  get until() {
    return this.minute(this.width);
  }

  /** The box of an operation on the canvas. */
  box(operation) {
    const { y, height } = this.trackOf[operation];
    const x = this.x(this.plan.start[operation]);
    const width = (this.plan.finish[operation] - this.plan.start[operation]) * this.scale;
    return { x, y: this.y(y), width: Math.max(2, width - 1), height };
  }

  /** The operation under a point; undefined where there is none. */
  at(x, y) {
    if (x < 0 || y < 0) return undefined;
    const track = this.shown.flatMap((line) => line.tracks).find((each) => y >= this.y(each.y) && y < this.y(each.y) + each.height);
    const slack = 2 / this.scale;
    return track && this.plan.between(track.operations, this.minute(x) - slack, this.minute(x) + slack)[0];
  }

  /** Another scale; what lies at `x` stays there. */
  zoom(scale, x = this.width / 2) {
    const kept = this.minute(x);
    this.scale = Math.min(MOST, Math.max(LEAST, scale));
    this.stretch();
    this.scrollTo((kept - this.plan.first) * this.scale - x);
  }

  stretch() {
    const { style } = this.scroller.firstElementChild;
    style.width = `${LEFT + this.extent}px`;
    style.height = `${TOP + this.height}px`;
  }

  /** Puts an instant at a quarter of the width. */
  goTo(minute) {
    this.scrollTo((minute - this.plan.first) * this.scale - this.width / 4);
  }

  /** Scrolls no more than needed. */
  reveal(operation) {
    const { x, y, width, height } = this.box(operation);
    const margin = 40;
    if (x < margin || x + Math.min(width, this.width / 2) > this.width - margin) this.goTo(this.plan.start[operation]);
    if (y < margin || y + height > this.visible - margin) {
      this.scrollTo(this.left, this.top + y - this.visible / 2);
    }
  }
}
