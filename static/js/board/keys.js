// The board by keyboard. Arrows go along the machine and to its neighbours, with Shift along the order's chain.
function next(board, event) {
  const { plan, selected } = board;
  if (selected === undefined) return first(board);
  const own = plan.rows[plan.row[selected]].operations;
  const [along, across] = [{ ArrowLeft: -1, ArrowRight: 1 }[event.key], { ArrowUp: -1, ArrowDown: 1 }[event.key]];
  if (event.key === "Home") return own[0];
  if (event.key === "End") return own.at(-1);
  if (event.shiftKey) return plan.inChain(selected, along ?? across);
  return along ? plan.along(selected, along) : plan.across(selected, across);
}

/** The first operation in view, else the first of all. */
function first(board) {
  const { plan, view } = board;
  return view.operations[0] ?? plan.rows.find((row) => row.operations.length)?.operations[0];
}

function does(board, event) {
  const { key } = event;
  if (key.startsWith("Arrow") || key === "Home" || key === "End") {
    const operation = next(board, event);
    if (operation !== undefined) board.select(operation, "keys");
  } else if (key === "Enter" && board.selected !== undefined) {
    board.dispatchEvent(new Event("opened"));
  } else if (key === "Escape" && board.selected !== undefined) {
    board.select(undefined, "keys");
  } else {
    return false;
  }
  return true;
}

export function listenToKeys(board) {
  board.surface.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (does(board, event)) event.preventDefault();
  });
}
