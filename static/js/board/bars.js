// The bars. Those of one tone are drawn together, so that thousands cost a handful of strokes.
const EDGE = 3;
const ROUND = 5;
const ROUNDED = 6; // pixels of width from which corners are round
const GLYPHED = 22;
const WORDY = 12;
const FAINT = 0.42;
const BEYOND = 2400; // pixels that a bar may reach out of view
const AGAIN = 640; // pixels after which a long bar is named again
const REST = 240; // if so many are left
const widths = new Map();

function measured(pen, words) {
  const key = pen.font + words;
  if (!widths.has(key)) widths.set(key, pen.measureText(words).width);
  return widths.get(key);
}

/** The boxes of the bars in view, by whether they stand out, then by tone. */
function boxes(view, strong) {
  const { plan } = view;
  const found = [[], []];
  for (const { tracks } of view.shown) {
    for (const track of tracks) {
      for (const operation of plan.between(track.operations, view.from, view.until)) {
        const box = { operation, ...view.box(operation) };
        const start = Math.max(box.x, -BEYOND);
        box.width = Math.min(box.x + box.width, view.width + BEYOND) - start;
        const stands = found[strong(operation) ? 1 : 0];
        (stands[plan.tone[operation]] ??= []).push({ ...box, left: box.x, x: start });
      }
    }
  }
  return found;
}

function outline(pen, { x, y, width, height }, inset) {
  if (width < ROUNDED) pen.rect(x + inset, y + inset, Math.max(1, width - 2 * inset), height - 2 * inset);
  else pen.roundRect(x + inset, y + inset, width - 2 * inset, height - 2 * inset, ROUND);
}

function traced(pen, own, draw) {
  pen.beginPath();
  for (const box of own) draw(box);
}

function paintTone(pen, view, tone, own) {
  const { plan } = view;
  traced(pen, own, (box) => outline(pen, box, 0));
  for (const fill of [tone.ground, tone.texture]) {
    if (!fill) continue;
    pen.fillStyle = fill;
    pen.fill();
  }
  pen.fillStyle = tone.shade;
  for (const box of own) {
    const done = plan.percent[box.operation];
    if (done > 0 && tone.name !== "done") pen.fillRect(box.x, box.y, (box.width * done) / 100, box.height);
  }
  traced(pen, own, (box) => {
    const run = view.x(plan.run[box.operation]);
    if (run > box.x + EDGE) pen.rect(box.x, box.y, Math.min(run - box.x, box.width), box.height);
  });
  pen.fillStyle = tone.setup;
  pen.fill();
  traced(pen, own, (box) => outline(pen, box, 0.5));
  pen.strokeStyle = tone.outline;
  pen.setLineDash(tone.name === "plan" ? [3, 3] : []);
  pen.stroke();
  pen.setLineDash([]);
  traced(pen, own, (box) => pen.rect(box.left, box.y, Math.min(EDGE, Math.max(1, box.width / 5)), box.height));
  pen.fillStyle = tone.edge;
  pen.fill();
}

/** What a bar is; a long one says it again and again, so that it is read wherever one looks at it. */
function paintWords(pen, view, looks, tone, box) {
  const end = box.x + box.width;
  const first = Math.max(0, Math.floor(-box.left / AGAIN));
  for (let x = box.left + first * AGAIN; x < view.width && (x === box.left || x < end - REST); x += AGAIN) {
    paintLabel(pen, view.plan, looks, tone, box, x + 9, Math.min(x + AGAIN, end) - 6);
  }
}

/** The number, and the operation's name where there is room; of a long number at least its end. */
function paintLabel(pen, plan, looks, tone, box, begin, end) {
  const { operation } = box;
  let x = begin;
  if (end - x < GLYPHED - 9) return;
  pen.drawImage(tone.glyph, x, box.y + (box.height - looks.glyph) / 2, looks.glyph, looks.glyph);
  x += looks.glyph + 5;
  if (end - x < WORDY) return;
  const middle = box.y + box.height / 2 + 0.5;
  const number = plan.number(operation);
  pen.fillStyle = tone.text;
  pen.font = `600 12px ${looks.font}`;
  const wide = measured(pen, number);
  if (wide > end - x) {
    const short = number.replace(/^.*\D0*/, "");
    if (measured(pen, short) <= end - x) pen.fillText(short, x, middle);
    return;
  }
  pen.fillText(number, x, middle);
  pen.font = `400 12px ${looks.font}`;
  if (wide + 6 + measured(pen, plan.name[operation]) <= end - x) pen.fillText(plan.name[operation], x + wide + 6, middle);
}

/** `strong` says which operations stand out. */
export function paintBars(pen, view, looks, strong) {
  boxes(view, strong).forEach((byTone, stands) => {
    pen.globalAlpha = stands ? 1 : FAINT;
    byTone.forEach((own, number) => {
      const tone = looks.tones[number];
      paintTone(pen, view, tone, own);
      for (const box of own) if (box.width > GLYPHED) paintWords(pen, view, looks, tone, box);
    });
  });
  pen.globalAlpha = 1;
}
