// A tip for `data-tip`, by pointer or keyboard. The same words are in the element's accessible description.
const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
tip.setAttribute("aria-hidden", "true");
const GAP = 8;

function show(element) {
  (element.closest("dialog") || document.body).append(tip);
  tip.textContent = element.dataset.tip;
  tip.hidden = false;
  const box = element.getBoundingClientRect();
  const left = Math.min(Math.max(GAP, box.left + box.width / 2 - tip.offsetWidth / 2), window.innerWidth - tip.offsetWidth - GAP);
  const below = box.bottom + GAP + tip.offsetHeight < window.innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${below ? box.bottom + GAP : box.top - GAP - tip.offsetHeight}px`;
}

const over = ({ target }) => {
  const element = target.closest?.("[data-tip]");
  if (element) show(element);
  else tip.hidden = true;
};

document.addEventListener("pointerover", over);
document.addEventListener("focusin", over);
document.addEventListener("focusout", () => { tip.hidden = true; });
document.addEventListener("scroll", () => { tip.hidden = true; }, true);
document.addEventListener("keydown", ({ key }) => { if (key === "Escape") tip.hidden = true; });
document.addEventListener("htmx:afterSwap", () => { tip.hidden = true; });
