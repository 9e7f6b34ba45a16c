// Points of a pen in; smooth strokes on a canvas out, and the last one taken back.

/** @typedef {{x: number, y: number, width: number}} Point  in CSS pixels */

/** Strokes, oldest first; each a list of points. */
export class Strokes {
  /** @type {Point[][]} */
  list = [];

  begin(point) {
    this.list.push([point]);
  }

  extend(point) {
    const stroke = this.list.at(-1);
    const last = stroke.at(-1);
    if (Math.hypot(point.x - last.x, point.y - last.y) >= 0.7) stroke.push(point);
  }

  undo() {
    this.list.pop();
  }

  clear() {
    this.list = [];
  }

  get empty() {
    return this.list.length === 0;
  }
}

/**
 * Draw strokes as curves through the middles between their points, so that no corner shows.
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {Point[][]} strokes
 * @param {string} colour
 */
export function drawStrokes(context, strokes, colour) {
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = context.fillStyle = colour;
  for (const stroke of strokes) {
    if (stroke.length === 1) dot(context, stroke[0]);
    else curve(context, stroke);
  }
}

function dot(context, { x, y, width }) {
  context.beginPath();
  context.arc(x, y, width / 2, 0, 2 * Math.PI);
  context.fill();
}

function curve(context, stroke) {
  let from = stroke[0];
  for (let at = 1; at < stroke.length; at += 1) {
    const point = stroke[at];
    const last = at === stroke.length - 1;
    const to = last ? point : middle(point, stroke[at + 1]);
    context.lineWidth = point.width;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.quadraticCurveTo(point.x, point.y, to.x, to.y);
    context.stroke();
    from = to;
  }
}

function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

const SENT = 420; // pixels of the longer side of what is sent: enough for a dozen digits, and read twice as fast

/** How many pixels of the picture that is sent a CSS pixel is, at most 1. */
export function reduction(width, height) {
  return Math.min(1, SENT / Math.max(width, height));
}

/**
 * Strokes as a picture: black on white, whatever the page's colours, reduced as `reduction` says.
 * @returns {Promise<Blob>} PNG
 */
export function toPicture(strokes, width, height) {
  const canvas = document.createElement("canvas");
  const scale = reduction(width, height);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  drawStrokes(context, strokes, "#000");
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}
