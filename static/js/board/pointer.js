// Pointer and wheel: a click selects, dragging pans, ctrl and the wheel or two fingers zoom, resting tells.
import { instant } from "./dates.js";
import { LEFT, TOP } from "./view.js";

const CLICK = 4; // pixels that still are no drag
const NOTCH = 0.0016; // how much a pixel of the wheel zooms
const RESTS = 250;

function tell(board) {
  const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
  tip.setAttribute("aria-hidden", "true");
  board.host.append(tip);
  let waiting = 0;
  return (operation, x, y) => {
    clearTimeout(waiting);
    tip.hidden = true;
    if (operation === undefined) return;
    waiting = setTimeout(() => {
      const { plan } = board;
      const { item, name, quantity } = plan.orders;
      const order = plan.order[operation];
      tip.textContent = [
        `${plan.number(operation)} · ${plan.sequence[operation]} ${plan.name[operation]}`,
        `${item[order]} ${name[order]} × ${quantity[order]}`,
        `${instant(plan, plan.start[operation])} – ${instant(plan, plan.finish[operation])}`,
      ].join("\n");
      tip.hidden = false;
      tip.style.left = `${Math.min(x + 12, window.innerWidth - tip.offsetWidth - 8)}px`;
      tip.style.top = `${Math.min(y + 16, window.innerHeight - tip.offsetHeight - 8)}px`;
    }, RESTS);
  };
}

/** Where something happened, beside the heads. */
function place(board, event) {
  const box = board.surface.getBoundingClientRect();
  return { x: event.clientX - box.left - LEFT, y: event.clientY - box.top - TOP };
}

/** Two fingers: the scale follows the distance between them. */
function pinch(board, fingers) {
  const [a, b] = fingers.values();
  const apart = Math.hypot(a.x - b.x, a.y - b.y);
  return { apart, x: place(board, { clientX: (a.x + b.x) / 2, clientY: 0 }).x };
}

export function listenToPointer(board) {
  const { surface, scroller } = board;
  const fingers = new Map();
  const tip = tell(board);
  let held = null;
  let last = 0;

  surface.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) last = pinch(board, fingers).apart;
    if (event.button === 0) held = { x: event.clientX, y: event.clientY, left: scroller.scrollLeft, top: scroller.scrollTop, moved: false };
    tip();
  });
  surface.addEventListener("pointermove", (event) => {
    const { x, y } = place(board, event);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) {
      const { apart, x: middle } = pinch(board, fingers);
      board.zoom((board.view.scale * apart) / last, middle);
      last = apart;
    } else if (held && event.pointerType === "mouse") {
      pan(event);
    } else if (!held) {
      const operation = board.view.at(x, y);
      surface.style.cursor = operation === undefined ? "" : "pointer";
      tip(operation, event.clientX, event.clientY);
    }
  });

  function pan(event) {
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moved && Math.hypot(x, y) < CLICK) return;
    if (!held.moved) surface.setPointerCapture(event.pointerId);
    held.moved = true;
    surface.style.cursor = "grabbing";
    scroller.scrollTo({ left: held.left - x, top: held.top - y, behavior: "instant" });
  }

  function release(event) {
    fingers.delete(event.pointerId);
    surface.style.cursor = "";
    const clicked = held && !held.moved && event.type === "pointerup";
    held = null;
    if (clicked) {
      const { x, y } = place(board, event);
      board.select(board.view.at(x, y), "pointer");
    }
  }
  for (const over of ["pointerup", "pointercancel"]) surface.addEventListener(over, release);
  surface.addEventListener("pointerleave", () => tip());
  scroller.addEventListener("scroll", () => tip(), { passive: true });

  scroller.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    board.zoom(board.view.scale * Math.exp(-event.deltaY * NOTCH), place(board, event).x);
  }, { passive: false });
}
