// Ctrl+K: one box that goes to pages, finds rows and starts new ones. The server decides what there is.
const dialog = document.getElementById("palette");
const PATIENCE = 150;

function option(entry, number) {
  const shown = document.createElement("div");
  shown.setAttribute("role", "option");
  shown.id = `palette-${number}`;
  shown.dataset.url = entry.url;
  for (const [tag, text] of [["b", entry.text], ["span", entry.more], ["small", entry.kind]]) {
    if (!text) continue;
    const part = document.createElement(tag);
    part.textContent = text;
    shown.append(part);
  }
  return shown;
}

function listen(input, list) {
  let waiting = 0;
  let asked = "";

  const options = () => [...list.querySelectorAll('[role="option"]')];

  function choose(index) {
    const all = options();
    const at = all.length ? (index + all.length) % all.length : -1;
    all.forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
    input.setAttribute("aria-activedescendant", all[at]?.id ?? "");
    all[at]?.scrollIntoView({ block: "nearest" });
  }

  const chosen = () => options().findIndex((each) => each.getAttribute("aria-selected") === "true");

  async function ask() {
    asked = input.value;
    const answer = await fetch(`${dialog.dataset.url}?q=${encodeURIComponent(asked)}`);
    if (!answer.ok || asked !== input.value) return;
    const { results } = await answer.json();
    list.replaceChildren(...results.map(option));
    if (!results.length) list.append(Object.assign(document.createElement("p"), { className: "none", textContent: list.dataset.none }));
    choose(0);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PATIENCE);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen() + step);
    else if (event.key === "Enter") options()[chosen()]?.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", ({ target }) => {
    const picked = target.closest('[role="option"]');
    if (picked) window.location.assign(picked.dataset.url);
  });
  dialog.addEventListener("opened", () => {
    input.value = "";
    ask();
  });
}

if (dialog) listen(dialog.querySelector("input"), dialog.querySelector('[role="listbox"]'));
