// Finger, pen, mouse and keys on the drawing area in; strokes, shown as they are drawn, out.

import { drawStrokes, reduction, Strokes } from "./strokes.js";
import { colour, onTheme } from "./palette.js";

const STEP = 6; // CSS pixels that an arrow key moves the pen
const LEAP = 30; // with Shift

/**
 * @param {{pad: HTMLElement, canvas: HTMLCanvasElement, width: () => number,
 *   changed: (down: boolean) => void}} parts `changed` is told after each change, and whether the pen is down
 */
export function startPad({ pad, canvas, width, changed }) {
  const strokes = new Strokes();
  const context = canvas.getContext("2d");
  const cursor = { x: 0, y: 0, shown: false, down: false };
  let picture = null; // an ImageBitmap that is shown in place of strokes
  let pointer = null; // of the finger that draws; a second one does nothing
  let asked = false;

  function draw() {
    asked = false;
    const ratio = window.devicePixelRatio;
    const { clientWidth: w, clientHeight: h } = canvas;
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
      canvas.width = Math.round(w * ratio);
      canvas.height = Math.round(h * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, w, h);
    if (picture) {
      const { scale, left, top } = place();
      context.drawImage(picture, left, top, picture.width * scale, picture.height * scale);
    } else {
      drawStrokes(context, strokes.list, colour("--pen"));
    }
    if (cursor.shown && document.activeElement === canvas) drawCursor();
    pad.classList.toggle("written", Boolean(picture) || !strokes.empty);
  }

  function drawCursor() {
    context.beginPath();
    context.arc(cursor.x, cursor.y, width() / 2 + 3, 0, 2 * Math.PI);
    context.lineWidth = cursor.down ? 3 : 1.5;
    context.strokeStyle = colour("--ink");
    context.stroke();
  }

  function redraw() {
    if (!asked) requestAnimationFrame(draw);
    asked = true;
  }

  /** Where the picture that is read lies on the pad, and how many CSS pixels one of its pixels is. */
  function place() {
    const { clientWidth: w, clientHeight: h } = canvas;
    if (!picture) return { scale: 1 / reduction(w, h), left: 0, top: 0 };
    const scale = Math.min(w / picture.width, h / picture.height);
    return { scale, left: (w - picture.width * scale) / 2, top: (h - picture.height * scale) / 2 };
  }

  function point(event) {
    const pressure = event.pointerType === "pen" && event.pressure ? 0.55 + 0.9 * event.pressure : 1;
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top, width: width() * pressure };
  }

  function change(down) {
    redraw();
    changed(down);
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button !== 0) return;
    if (picture) clear();
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    cursor.shown = cursor.down = false;
    strokes.begin(point(event));
    change(true);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) strokes.extend(point(one));
    change(true);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      change(false);
    });
  }

  function move(dx, dy) {
    if (!cursor.shown) Object.assign(cursor, { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2, shown: true });
    cursor.x = Math.min(Math.max(cursor.x + dx, 0), canvas.clientWidth);
    cursor.y = Math.min(Math.max(cursor.y + dy, 0), canvas.clientHeight);
    if (cursor.down) strokes.extend({ x: cursor.x, y: cursor.y, width: width() });
    change(cursor.down);
  }

  function lift() {
    move(0, 0);
    cursor.down = !cursor.down;
    if (cursor.down && picture) clear();
    if (cursor.down) strokes.begin({ x: cursor.x, y: cursor.y, width: width() });
    change(cursor.down);
  }

  canvas.addEventListener("keydown", (event) => {
    const far = event.shiftKey ? LEAP : STEP;
    const keys = {
      ArrowLeft: () => move(-far, 0),
      ArrowRight: () => move(far, 0),
      ArrowUp: () => move(0, -far),
      ArrowDown: () => move(0, far),
      " ": lift,
      Enter: lift,
      Backspace: undo,
      Delete: clear,
      Escape: () => { cursor.down = false; change(false); },
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  canvas.addEventListener("focus", redraw);
  canvas.addEventListener("blur", () => { cursor.down = false; redraw(); });

  function undo() {
    cursor.down = false;
    if (picture) picture = null;
    else strokes.undo();
    change(false);
  }

  function clear() {
    picture = null;
    cursor.down = false;
    strokes.clear();
    change(false);
  }

  new ResizeObserver(redraw).observe(canvas);
  onTheme(redraw);
  return {
    strokes,
    undo,
    clear,
    place,
    redraw,
    get picture() { return picture; },
    /** Show a picture in place of strokes. */
    show(bitmap) {
      strokes.clear();
      picture = bitmap;
      redraw();
    },
  };
}
