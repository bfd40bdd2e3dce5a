// Colours, textures and glyphs as the style sheets and the page's sprite have them: the canvas has none of its own.
const GLYPH = 12;
const INKS = ["surface", "sunken", "hover", "line", "line-strong", "text", "text-soft", "text-faint", "accent", "accent-strong"];

/** The colour an expression of CSS comes to here, light or dark. */
function resolved(element, expression) {
  element.style.color = expression;
  return getComputedStyle(element).color;
}

function texture(kind, colour, pixels) {
  const size = kind === "dots" ? 6 : 8;
  const canvas = new OffscreenCanvas(size * pixels, size * pixels);
  const pen = canvas.getContext("2d");
  pen.scale(pixels, pixels);
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = kind === "setup" ? 1 : 2;
  pen.beginPath();
  if (kind === "dots") pen.arc(3, 3, 1, 0, 7);
  else if (kind === "setup") for (const x of [2, 6]) { pen.moveTo(x, 0); pen.lineTo(x, size); }
  else for (const x of [-8, 0, 8]) { pen.moveTo(x, size); pen.lineTo(x + size, 0); }
  if (kind === "dots") pen.fill();
  else pen.stroke();
  return canvas;
}

/** A glyph of the page's sprite (base/glyphs.html) as a picture. */
function glyph(tone, colour, pixels) {
  const canvas = new OffscreenCanvas(GLYPH * pixels, GLYPH * pixels);
  const pen = canvas.getContext("2d");
  pen.scale((GLYPH / 24) * pixels, (GLYPH / 24) * pixels);
  Object.assign(pen, { strokeStyle: colour, fillStyle: colour, lineWidth: 2.5, lineCap: "round", lineJoin: "round" });
  const number = (shape, name) => Number(shape.getAttribute(name));
  for (const shape of document.querySelectorAll(`#glyph-${tone} :is(path, circle, rect)`)) {
    const path = new Path2D(shape.getAttribute("d") ?? "");
    if (shape.localName === "circle") path.arc(number(shape, "cx"), number(shape, "cy"), number(shape, "r"), 0, 7);
    if (shape.localName === "rect") path.rect(...["x", "y", "width", "height"].map((name) => number(shape, name)));
    pen.stroke(path);
    if (["run", "hold"].includes(tone)) pen.fill(path);
  }
  return canvas;
}

/** `inks` by name, `tones` by number: edge, ground, text, shade (what is done of it), texture and glyph. */
export function looks(host) {
  const names = Array.from(document.querySelectorAll("[data-tones] [data-tone]"), (each) => each.dataset.tone);
  const pixels = window.devicePixelRatio || 1;
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  const probe = host.appendChild(document.createElement("span"));
  probe.hidden = true;
  const inks = Object.fromEntries(INKS.map((name) => [name, resolved(probe, `var(--${name})`)]));
  const brush = (kind, colour) => {
    const pattern = pen.createPattern(texture(kind, colour, pixels), "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / pixels));
    return pattern;
  };
  const tones = names.map((tone) => {
    probe.dataset.tone = tone;
    const [edge, ground, text] = ["--tone", "--tone-ground", "--tone-text"].map((name) => resolved(probe, `var(${name})`));
    const part = (share) => resolved(probe, `color-mix(in srgb, var(--tone) ${share}%, var(--tone-ground))`);
    return {
      name: tone,
      edge,
      ground,
      text,
      outline: part(45),
      shade: part(28),
      setup: brush("setup", part(26)),
      texture: tone === "hold" ? brush("stripes", part(24)) : tone === "check" ? brush("dots", part(40)) : null,
      glyph: glyph(tone, edge, pixels),
    };
  });
  inks.closed = resolved(probe, "var(--closed)");
  probe.dataset.tone = "late";
  inks.now = resolved(probe, "var(--tone)");
  delete probe.dataset.tone;
  inks.on = resolved(probe, "var(--on-accent)");
  probe.remove();
  return { inks, tones, glyph: GLYPH, font: getComputedStyle(document.body).fontFamily };
}
