// Many small pictures in; one canvas with all of them, each of whose cells can be pointed at, out.

import { bytes, colour, image, onTheme, ramp } from "./palette.js";

const ALONE = 224; // CSS pixels of a picture that is alone
const NARROW = 480; // CSS pixels of room below which fewer pictures go in a row
const NUMBER = 13; // of a cell that is a number by itself
const GAP = 6;
const SPAN = 32; // numbers in a row

/** @typedef {{shape: number[], low: number, high: number, levels: string}} Maps */
/** @typedef {{map: number, row: number, column: number}} Place */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {((place: Place) => void) | null} pointed told which cell the pointer or the keys are at
 */
export function makeMaps(canvas, pointed) {
  const sheet = document.createElement("canvas"); // all maps, one below the other, a pixel a cell
  let maps = null;
  let at = null;
  let marks = [];

  function layout() {
    const [n, h, w] = maps.shape;
    const single = h === 1 && w === 1;
    const gap = single ? 1 : GAP;
    const room = canvas.parentElement.clientWidth || 600;
    const wanted = single ? Math.min(SPAN, Math.floor((room + gap) / (NUMBER + gap))) : inRow(n, room);
    const size = n === 1 ? ALONE : (room + gap) / wanted - gap;
    const ratio = window.devicePixelRatio;
    const scale = single ? NUMBER : Math.max(1, Math.floor((size * ratio) / w)) / ratio; // whole device pixels
    const columns = Math.min(n, wanted);
    return { n, h, w, scale, gap, columns, rows: Math.ceil(n / columns) };
  }

  /** How many pictures in a row: layers have multiples of eight, and rows that are full look calm. */
  function inRow(n, room) {
    const [few, some, many] = room < NARROW ? [6, 8, 10] : [8, 12, 16];
    return n <= 32 ? few : n <= 64 ? some : many;
  }

  function corner(index, { h, w, scale, gap, columns }) {
    return [(index % columns) * (w * scale + gap), Math.floor(index / columns) * (h * scale + gap)];
  }

  function draw() {
    if (!maps) return;
    const grid = layout();
    const ratio = window.devicePixelRatio;
    const { n, h, w, scale, gap, columns, rows } = grid;
    const [width, height] = [columns * (w * scale + gap) - gap, rows * (h * scale + gap) - gap];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
    for (let index = 0; index < n; index += 1) {
      context.drawImage(sheet, 0, index * h, w, h, ...corner(index, grid), w * scale, h * scale);
    }
    context.strokeStyle = colour("--text");
    for (const mark of at ? [...marks, { ...at, height: 1, width: 1 }] : marks) {
      const [x, y] = corner(mark.map, grid);
      const top = Math.max(mark.row, 0);
      const left = Math.max(mark.column, 0);
      const bottom = Math.min(mark.row + mark.height, h);
      const right = Math.min(mark.column + mark.width, w);
      context.lineWidth = 1.5;
      context.strokeRect(x + left * scale - 0.75, y + top * scale - 0.75, (right - left) * scale + 1.5, (bottom - top) * scale + 1.5);
    }
  }

  function fill() {
    const [n, h, w] = maps.shape;
    sheet.width = w;
    sheet.height = h * n;
    sheet.getContext("2d").putImageData(image(bytes(maps.levels), w, h * n, ramp(maps.low, maps.high)), 0, 0);
    draw();
  }

  function point(place) {
    at = place;
    draw();
    pointed(place);
  }

  function same({ map, row, column }) {
    return at !== null && at.map === map && at.row === row && at.column === column;
  }

  function pointAt(event) {
    if (!maps) return;
    const grid = layout();
    const { n, h, w, scale, gap, columns } = grid;
    const [x, y] = [event.offsetX, event.offsetY];
    const index = Math.floor(x / (w * scale + gap)) + columns * Math.floor(y / (h * scale + gap));
    if (index >= n) return;
    const [left, top] = corner(index, grid);
    const [row, column] = [Math.floor((y - top) / scale), Math.floor((x - left) / scale)];
    if (row >= 0 && row < h && column >= 0 && column < w && !same({ map: index, row, column })) point({ map: index, row, column });
  }

  function step(event) {
    if (!maps) return;
    const { n, h, w, columns } = layout();
    const { map, row, column } = at ?? { map: 0, row: 0, column: 0 };
    const single = h === 1 && w === 1;
    const moves = {
      ArrowLeft: single ? [-1, 0, 0] : [0, 0, -1],
      ArrowRight: single ? [1, 0, 0] : [0, 0, 1],
      ArrowUp: single ? [-columns, 0, 0] : [0, -1, 0],
      ArrowDown: single ? [columns, 0, 0] : [0, 1, 0],
      PageUp: [-1, 0, 0],
      PageDown: [1, 0, 0],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const within = (value, size) => Math.min(Math.max(value, 0), size - 1);
    point({ map: within(map + move[0], n), row: within(row + move[1], h), column: within(column + move[2], w) });
  }

  if (pointed) {
    canvas.tabIndex = 0;
    canvas.addEventListener("pointermove", pointAt);
    canvas.addEventListener("pointerdown", pointAt);
    canvas.addEventListener("keydown", step);
  }
  onTheme(() => maps && fill());
  new ResizeObserver(draw).observe(canvas.parentElement);
  return {
    /** @param {Maps} next */
    show(next) {
      if (maps && String(maps.shape) !== String(next.shape)) at = null;
      maps = next;
      fill();
    },
    /** Outline patches: {map, row, column, height, width} each. */
    mark(next) {
      marks = next;
      draw();
    },
    /** Set the place by hand, as if it had been pointed at. */
    point,
    get place() { return at; },
    /** The cell with the largest number. */
    brightest() {
      const [, h, w] = maps.shape;
      const levels = bytes(maps.levels);
      const index = levels.indexOf(levels.reduce((most, level) => Math.max(most, level), 0));
      return { map: Math.floor(index / (h * w)), row: Math.floor((index % (h * w)) / w), column: index % w };
    },
  };
}

/** The numbers of maps, as their levels have them. */
export function numbers({ low, high, levels }) {
  return Array.from(bytes(levels), (level) => low + ((high - low) * level) / 255);
}
