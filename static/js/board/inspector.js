// The inspector: the server says why an operation stands where it does; its chain leads to the others.
const SETTLED = 120; // milliseconds an operation stays selected before it is asked about

export function inspect(board) {
  const pane = document.querySelector("[data-inspector]");
  let waiting = 0;
  let asked;

  async function ask(focus) {
    const operation = board.selected;
    if (operation === undefined) return;
    asked = operation;
    const { planOperation } = document.querySelector("[data-plan-operation]").dataset;
    const answer = await fetch(planOperation.replace("/0/", `/${board.plan.id[operation]}/`));
    if (!answer.ok || asked !== operation) return;
    pane.innerHTML = await answer.text();
    show(true);
    if (focus) pane.querySelector("h2").focus();
  }

  function show(shown) {
    pane.hidden = !shown;
    if (!shown) asked = undefined;
  }

  board.addEventListener("selected", ({ detail: { operation, by } }) => {
    clearTimeout(waiting);
    if (operation === undefined) show(false);
    else if (!pane.hidden || by !== "keys") waiting = setTimeout(() => ask(by === "inspector"), SETTLED);
  });
  board.addEventListener("opened", () => ask(true));

  pane.addEventListener("click", ({ target }) => {
    const chosen = target.closest("[data-operation], [data-order]");
    if (target.closest("[data-leaves]")) leave();
    else if (chosen?.dataset.operation) board.select(board.plan.place.get(Number(chosen.dataset.operation)), "inspector");
    else if (chosen) board.selectOrder(Number(chosen.dataset.order), "inspector");
  });
  pane.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
  });

  function leave() {
    show(false);
    board.surface.focus();
  }
}
