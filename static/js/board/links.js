// The chain of the selected order: lines from each operation to the next, and from what is made for it.
const TURN = 4;
const STUB = 12;

function arrow(pen, from, to) {
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x - 1, y: to.y + to.height / 2 };
  const down = Math.sign(end.y - start.y);
  const x = Math.max(start.x + TURN, Math.min(end.x - STUB, start.x + STUB));
  pen.beginPath();
  pen.moveTo(start.x, start.y);
  if (down) {
    pen.lineTo(x - TURN, start.y);
    pen.quadraticCurveTo(x, start.y, x, start.y + down * TURN);
    pen.lineTo(x, end.y - down * TURN);
    pen.quadraticCurveTo(x, end.y, x + TURN, end.y);
  }
  pen.lineTo(end.x - 5, end.y);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(end.x, end.y);
  pen.lineTo(end.x - 6, end.y - 4);
  pen.lineTo(end.x - 6, end.y + 4);
  pen.fill();
}

/** Every pair of operations of which the second waits for the first. */
function pairs(plan, order) {
  const own = plan.steps[order];
  const along = own.slice(1).map((operation, place) => [own[place], operation]);
  const into = [...plan.makers[order]].flatMap((maker) => {
    const needed = plan.takers[maker].filter((operation) => plan.order[operation] === order);
    return needed.map((operation) => [plan.steps[maker].at(-1), operation]);
  });
  const out = plan.takers[order].map((operation) => [own.at(-1), operation]);
  return { along, across: [...into, ...out] };
}

export function paintLinks(pen, view, looks, order) {
  const { along, across } = pairs(view.plan, order);
  pen.lineWidth = 1.5;
  pen.strokeStyle = pen.fillStyle = looks.inks.accent;
  for (const [from, to] of along) arrow(pen, view.box(from), view.box(to));
  pen.strokeStyle = pen.fillStyle = looks.inks["text-faint"];
  pen.setLineDash([4, 3]);
  for (const [from, to] of across) arrow(pen, view.box(from), view.box(to));
  pen.setLineDash([]);
  pen.lineWidth = 1;
}
