// Strokes of the pen that both heads of the board need.
export function words(pen, text, x, y, font, colour, align = "left") {
  pen.font = font;
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.fillText(text, x, y);
  pen.textAlign = "left";
}

const known = new Map();

/** What does not fit ends in an ellipsis. */
export function fitted(pen, text, room) {
  const key = `${pen.font} ${room} ${text}`;
  if (!known.has(key)) known.set(key, cut(pen, text, room));
  return known.get(key);
}

function cut(pen, text, room) {
  if (pen.measureText(text).width <= room) return text;
  let kept = text.length;
  while (kept > 1 && pen.measureText(`${text.slice(0, kept)}…`).width > room) kept -= 1;
  return `${text.slice(0, kept)}…`;
}

export function line(pen, x, from, to, colour) {
  pen.beginPath();
  pen.moveTo(x, from);
  pen.lineTo(x, to);
  pen.strokeStyle = colour;
  pen.stroke();
}
