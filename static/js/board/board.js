// The board: a plan, what of it is in view and what is selected, drawn once a frame at most.
import { paintBars } from "./bars.js";
import { paintGrid, paintInstant } from "./grid.js";
import { loads, paintMachines } from "./machines.js";
import { paintLinks } from "./links.js";
import { looks } from "./looks.js";
import { DAY, Plan } from "./plan.js";
import { Sheet } from "./sheet.js";
import { Tiles } from "./tiles.js";
import { paintTimes } from "./times.js";
import { LEFT, TOP, View } from "./view.js";

const BEFORE = 2 * 60; // minutes shown before the present when the board opens

export class Board extends EventTarget {
  selected = undefined;
  tones = new Set(); // numbers of the tones that stand out; none: all
  #waiting = 0;
  #stale = true;
  #painted = {}; // where the heads stood

  constructor(host, looks) {
    super();
    Object.assign(this, { host, looks });
    this.scroller = host.querySelector("[data-scroller]");
    this.surface = host.querySelector("[data-surface]");
    this.tiles = new Tiles(host.querySelector("[data-floor]"), (pen, view) => this.#paint(pen, view));
    [this.times, this.machines] = ["times", "machines"].map((name) => new Sheet(host.querySelector(`[data-head=${name}]`)));
  }

  /** From now on it is drawn whenever something changes. */
  open() {
    new ResizeObserver(() => this.resize()).observe(this.scroller);
    this.scroller.addEventListener("scroll", () => this.#moveSoon(), { passive: true });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.look());
    if (document.fonts.status === "loading") document.fonts.ready.then(() => this.drawSoon());
    this.resize();
  }

  /** A plan, or the same one as it is now: what is selected and in view stays. */
  take(data) {
    const [before, seen] = [this.plan, this.view];
    this.plan = new Plan(data);
    this.view = new View(this.scroller, this.plan, seen?.scale);
    this.loads = loads(this.plan);
    this.view.measure();
    this.view.stretch();
    if (seen) this.view.scrollTo((seen.from - this.plan.first) * this.view.scale);
    if (before && this.selected !== undefined) {
      this.selected = this.plan.place.get(before.id[this.selected]);
      if (this.selected === undefined) this.select(undefined, "plan");
    }
    this.dispatchEvent(new Event("taken"));
  }

  look() {
    this.looks = looks(this.host);
    this.drawSoon();
  }

  resize() {
    this.view.measure();
    const { width, visible } = this.view;
    Object.assign(this.surface.style, { width: `${LEFT + width}px`, height: `${TOP + visible}px` });
    const resized = [this.times.resize(width, TOP), this.machines.resize(LEFT, visible)];
    if (!resized.includes(true)) return;
    this.#stale = true;
    this.draw();
  }

  drawSoon() {
    this.#stale = true;
    this.#moveSoon();
  }

  #moveSoon() {
    this.#waiting ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.#waiting);
    this.#waiting = 0;
    const { view, looks: style, host } = this;
    view.follow();
    if (this.#stale) this.tiles.forget();
    this.tiles.show(view);
    const { left, top } = this.#stale ? {} : this.#painted;
    if (view.left !== left) paintTimes(this.times.pen, view, style, host.dataset, this.due);
    if (view.top !== top) paintMachines(this.machines.pen, view, style, host.dataset, this.loads);
    this.#painted = { left: view.left, top: view.top };
    this.#stale = false;
    this.dispatchEvent(new Event("drawn"));
  }

  #paint(pen, view) {
    const { looks: style } = this;
    pen.fillStyle = style.inks.surface;
    pen.fillRect(0, 0, view.width, view.visible);
    paintGrid(pen, view, style);
    paintBars(pen, view, style, (operation) => this.stands(operation));
    if (this.selected !== undefined) this.#paintSelected(pen, view);
    paintInstant(pen, view, this.plan.now, style.inks.now);
  }

  #paintSelected(pen, view) {
    const { looks: style, plan, selected } = this;
    paintInstant(pen, view, this.due, style.inks.now, [3, 4]);
    paintLinks(pen, view, style, plan.order[selected]);
    const { x, y, width, height } = view.box(selected);
    pen.lineWidth = 2;
    pen.strokeStyle = style.inks.accent;
    pen.beginPath();
    pen.roundRect(x - 2, y - 2, width + 4, height + 4, 7);
    pen.stroke();
    pen.lineWidth = 1;
  }

  /** The end of the day on which the selected order is due. */
  get due() {
    const { plan, selected } = this;
    return selected === undefined ? undefined : (plan.orders.due[plan.order[selected]] + 1) * DAY;
  }

  /** Whether an operation is among what is asked for: the selected order and what makes for it, the tones chosen. */
  stands(operation) {
    const { plan } = this;
    if (this.tones.size && !this.tones.has(plan.tone[operation])) return false;
    if (this.selected === undefined) return true;
    const order = plan.order[this.selected];
    return plan.order[operation] === order || plan.makers[order].has(plan.order[operation]);
  }

  /** `by`: "pointer", "keys", "finder", "inspector", "address", or "plan" when it is no longer there. */
  select(operation, by) {
    this.selected = operation;
    if (operation !== undefined && by !== "pointer") this.view.reveal(operation);
    this.dispatchEvent(new CustomEvent("selected", { detail: { operation, by } }));
    this.drawSoon();
  }

  /** The first operation still to do of the order with this id. */
  selectOrder(id, by) {
    const { plan } = this;
    const own = plan.steps[plan.orders.id.indexOf(id)] ?? [];
    const done = plan.tones.indexOf("done");
    const operation = own.find((each) => plan.tone[each] !== done) ?? own[0];
    if (operation !== undefined) this.select(operation, by);
  }

  /** Another scale, around the selected operation where it is in view, else around `x`. */
  zoom(scale, x) {
    const at = this.selected === undefined ? undefined : this.view.box(this.selected).x;
    const kept = x ?? (at > 0 && at < this.view.width ? at : undefined);
    this.view.zoom(scale, kept);
    this.dispatchEvent(new Event("zoomed"));
    this.drawSoon();
  }

  /** To the present, or to where the plan begins if that is later. */
  goToNow() {
    const { plan } = this;
    this.view.scrollTo((Math.max(plan.now, plan.begins) - BEFORE - plan.first) * this.view.scale);
    this.drawSoon();
  }
}
