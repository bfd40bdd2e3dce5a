// Around the board: zoom, the way to the present, the legend that is a filter, and the address that keeps what is seen.
import { SCALES } from "./view.js";

const STEP = 1.4;
const nearest = (scale) =>
  Object.keys(SCALES).reduce((best, name) => (distance(SCALES[name], scale) < distance(SCALES[best], scale) ? name : best));
const distance = (a, b) => Math.abs(Math.log(a / b));

export function controls(board) {
  const zooms = [...document.querySelectorAll("[data-zoom]")];
  const press = () => {
    const name = nearest(board.view.scale);
    for (const button of zooms) button.setAttribute("aria-pressed", String(button.dataset.zoom === name));
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-zoom], [data-closer], [data-farther], [data-today], [data-tones] [data-tone]");
    if (!button) return;
    if (button.dataset.zoom) board.zoom(SCALES[button.dataset.zoom]);
    else if ("closer" in button.dataset) board.zoom(board.view.scale * STEP);
    else if ("farther" in button.dataset) board.zoom(board.view.scale / STEP);
    else if (button.dataset.tone) toggle(button);
    else board.goToNow();
  });

  function toggle(button) {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(pressed));
    const tone = board.plan.tones.indexOf(button.dataset.tone);
    if (pressed) board.tones.add(tone);
    else board.tones.delete(tone);
    board.drawSoon();
  }
  board.addEventListener("zoomed", press);
  press();
}

/** Puts a value, or several, into the address; none takes it out. */
export function keep(name, ...values) {
  const address = new URL(window.location);
  address.searchParams.delete(name);
  for (const value of values) if (value !== undefined) address.searchParams.append(name, value);
  window.history.replaceState(null, "", address);
}

/** `?operation=` is what is selected and `?zoom=` how close: an address shows another person the same. */
export function keepAddress(board) {
  const asked = new URLSearchParams(window.location.search);
  board.view.measure();
  const zoom = SCALES[asked.get("zoom")];
  if (zoom) board.zoom(zoom);
  board.goToNow();
  const operation = board.plan.place.get(Number(asked.get("operation")));
  const order = Number(asked.get("order"));
  if (operation !== undefined) board.select(operation, "address");
  else if (order) board.selectOrder(order, "address");
  board.addEventListener("selected", ({ detail }) => keep("operation", board.plan.id[detail.operation]));
  board.addEventListener("zoomed", () => keep("zoom", nearest(board.view.scale)));
}
