// Search-selects (base/reference.html): typing asks the look-up, picking puts the id into the hidden input.
// Without this script the typed code is enough: the server finds the row by it.
const PATIENCE = 150;
const waiting = new WeakMap();

const parts = (input) => {
  const combo = input.closest(".combo");
  return { combo, hidden: combo.querySelector("input[type=hidden]"), list: combo.querySelector('[role="listbox"]') };
};
const options = (list) => [...list.querySelectorAll('[role="option"]')];
const chosen = (list) => options(list).findIndex((each) => each.getAttribute("aria-selected") === "true");

function close(input) {
  parts(input).list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function choose(input, index) {
  const all = options(parts(input).list);
  if (!all.length) return;
  const at = (index + all.length) % all.length;
  all.forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
  input.setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
}

async function ask(input) {
  const { combo, list } = parts(input);
  const words = input.value;
  const answer = await fetch(`${combo.dataset.url}?q=${encodeURIComponent(words)}&list=${list.id}`);
  if (!answer.ok || words !== input.value || document.activeElement !== input) return;
  list.innerHTML = await answer.text();
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  if (words) choose(input, 0);
}

function pick(input, option) {
  const { hidden } = parts(input);
  hidden.value = option.dataset.pk;
  input.value = option.dataset.text;
  close(input);
  hidden.dispatchEvent(new Event("change", { bubbles: true }));
}

function later(input) {
  clearTimeout(waiting.get(input));
  waiting.set(input, setTimeout(() => ask(input), PATIENCE));
}

const combobox = (event) => event.target.closest?.(".combo > input[role=combobox]");

document.addEventListener("input", (event) => {
  const input = combobox(event);
  if (!input) return;
  event.stopPropagation();
  parts(input).hidden.value = "";
  later(input);
}, true);

document.addEventListener("keydown", (event) => {
  const input = combobox(event);
  if (!input) return;
  const { list } = parts(input);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && list.hidden) ask(input);
  else if (step) choose(input, chosen(list) + step);
  else if (event.key === "Enter" && !list.hidden && chosen(list) >= 0) pick(input, options(list)[chosen(list)]);
  else if (event.key === "Escape" && !list.hidden) close(input);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.('.combo [role="option"]');
  if (!option) return;
  event.preventDefault();
  pick(option.closest(".combo").querySelector("input[role=combobox]"), option);
});

document.addEventListener("click", (event) => {
  const input = combobox(event);
  if (input && parts(input).list.hidden) ask(input);
});

document.addEventListener("focusout", (event) => {
  const input = combobox(event);
  if (input) close(input);
});

// A picked row needs no text beside its id: addresses stay short.
document.addEventListener("formdata", ({ formData }) => {
  for (const name of [...formData.keys()]) {
    if (name.endsWith("_text") && formData.get(name.slice(0, -5))) formData.delete(name);
  }
});
