// A canvas as sharp as the screen, whatever its size.
export class Sheet {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d", { alpha: false });
  }

  /** A new size empties it; the same one leaves it as it is. Answers whether it is new. */
  resize(width, height) {
    const { canvas, pen } = this;
    const pixels = window.devicePixelRatio || 1;
    const size = { width: Math.round(width * pixels), height: Math.round(height * pixels) };
    if (canvas.width === size.width && canvas.height === size.height) return false;
    Object.assign(canvas, size);
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    pen.setTransform(pixels, 0, 0, pixels, 0, 0);
    pen.textBaseline = "middle";
    return true;
  }
}
