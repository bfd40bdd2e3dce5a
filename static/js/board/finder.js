// Finds an order by its number, its item's code or its name, and selects it.
const SHOWN = 12;

function option(board, order, number) {
  const { number: numbers, item, name } = board.plan.orders;
  const shown = document.createElement("div");
  shown.setAttribute("role", "option");
  shown.id = `board-found-${number}`;
  shown.dataset.order = order;
  const [title, more] = [document.createElement("b"), document.createElement("small")];
  title.textContent = numbers[order];
  more.textContent = `${item[order]} ${name[order]}`;
  shown.append(title, more);
  return shown;
}

function matching(board, words) {
  const { number, item, name } = board.plan.orders;
  const parts = words.toLowerCase().split(/\s+/);
  const fits = (order) => {
    const text = `${number[order]} ${item[order]} ${name[order]}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  };
  return [...number.keys()].filter(fits).slice(0, SHOWN);
}

export function find(board) {
  const input = document.querySelector("[data-finder]");
  const list = document.getElementById(input.getAttribute("aria-controls"));
  const options = () => [...list.querySelectorAll('[role="option"]')];
  const chosen = () => options().findIndex((each) => each.getAttribute("aria-selected") === "true");

  function choose(index) {
    const all = options();
    const at = all.length ? (index + all.length) % all.length : -1;
    all.forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
    input.setAttribute("aria-activedescendant", all[at]?.id ?? "");
  }

  function show(shown) {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
  }

  function pick(each) {
    show(false);
    board.selectOrder(board.plan.orders.id[each.dataset.order], "finder");
    board.surface.focus();
  }

  input.addEventListener("input", () => {
    const found = input.value.trim() ? matching(board, input.value.trim()) : [];
    list.replaceChildren(...found.map((order, number) => option(board, order, number)));
    if (!found.length) list.append(Object.assign(document.createElement("p"), { className: "none", textContent: list.dataset.none }));
    show(Boolean(input.value.trim()));
    choose(0);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen() + step);
    else if (event.key === "Enter" && chosen() >= 0) pick(options()[chosen()]);
    else if (event.key === "Escape" && !list.hidden) show(false);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const each = event.target.closest('[role="option"]');
    if (each) pick(each);
  });
  input.addEventListener("blur", () => show(false));
}
