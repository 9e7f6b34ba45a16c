// The chosen digit in; where its answer comes from, and what would tip it, as three pictures, out.

import { askJson, latest } from "./api.js";
import { percent } from "./answer.js";
import { make } from "./lens.js";
import { bytes, colour, onTheme, paintFrame } from "./palette.js";
import { chosen, session, whileVisible } from "./session.js";

const REST = 350; // milliseconds that the pen must rest; this takes the service a while
const CELL = 20; // canvas pixels of one of the frame's
const SIDE = 28;

/** @param {HTMLCanvasElement} ink what was drawn @param {{place: () => object}} pad */
export function startWhy(ink, pad) {
  const section = document.getElementById("why");
  const trio = document.getElementById("reasons");
  const empty = section.querySelector(".empty");
  const figures = Array.from({ length: 3 }, () => {
    const figure = make("figure");
    const parts = { canvas: make("canvas"), title: make("h3"), words: make("p") };
    parts.canvas.width = parts.canvas.height = CELL * SIDE;
    parts.canvas.setAttribute("role", "img");
    figure.append(parts.canvas, parts.title, parts.words);
    trio.append(figure);
    return parts;
  });
  let shown = null;

  const asked = latest(
    async (seen, signal) => {
      const json = { frame: seen.frame, model: session.model };
      const where = await askJson("/v1/see/where", { json, signal });
      return { seen, where, digit: session.reading.digits[session.chosen], tip: await askJson("/v1/see/tip", { json, signal }) };
    },
    (reasons) => { shown = reasons; show(); },
    (error) => { empty.hidden = false; empty.textContent = error.message; },
  );

  function show() {
    if (!shown) return;
    empty.hidden = true;
    trio.hidden = false;
    const { seen, where, digit, tip } = shown;
    heat(figures[0].canvas, where.lost, seen, digit, { ink, ...pad.place() });
    tell(figures[0], `Where the ${where.digit} comes from`, `A piece of paper was laid over every place in turn. The deeper the colour, the more certainty that cost: blue speaks for the ${where.digit}, rust against it.`);
    change(figures[1], seen.frame, tip.rubbed_out, where.digit, digit.runner_up, RUBBED);
    change(figures[2], seen.frame, tip.added, where.digit, digit.runner_up, ADDED);
  }

  onTheme(show);
  whileVisible(section, (seen) => {
    if (seen) return asked.ask(seen);
    asked.drop();
    shown = null;
    trio.hidden = true;
    empty.hidden = false;
  }, REST);
}

const RUBBED = {
  title: "What could be missing",
  tipped: (value, share) => `Without the part in rust it would read ${value}, ${share} sure. It is the smallest of the pieces tried that changes the answer.`,
  held: (first, second, share) => `No piece that was rubbed out changes the answer. Without the part in rust the ${second} would come to ${share}, and it would still read ${first}.`,
  none: "There is nothing to rub out.",
};
const ADDED = {
  title: "What could be added",
  tipped: (value, share) => `With the stroke in blue it would read ${value}, ${share} sure. It is the smallest of the strokes tried that changes the answer.`,
  held: (first, second, share) => `No single stroke that was tried changes the answer. With the one in blue the ${second} would come to ${share}, and it would still read ${first}.`,
};

function tell(figure, title, words) {
  figure.title.textContent = title;
  figure.words.textContent = words;
  figure.canvas.setAttribute("aria-label", `${title}. ${words}`);
}

/** The drawing itself, or its frame where the network got it turned, under the colours of how much each place counts. */
function heat(canvas, lost, seen, digit, { ink, scale, left, top }) {
  const context = canvas.getContext("2d");
  context.globalAlpha = 1;
  context.fillStyle = colour("--card");
  context.fillRect(0, 0, canvas.width, canvas.height);
  const ratio = ink.width / ink.clientWidth;
  const { box } = digit;
  const from = [(left + box.x * scale) * ratio, (top + box.y * scale) * ratio, box.width * scale * ratio, box.height * scale * ratio];
  const to = [seen.ink.x, seen.ink.y, seen.ink.width, seen.ink.height].map((value) => value * CELL);
  if (session.reading?.turned) {
    const upright = document.createElement("canvas");
    paintFrame(upright, seen.frame);
    context.drawImage(upright, 0, 0, canvas.width, canvas.height);
  } else if (chosen() === seen) context.drawImage(ink, ...from, ...to);
  const most = Math.max(...lost.flat().map(Math.abs)) || 1;
  const layer = document.createElement("canvas");
  layer.width = layer.height = SIDE;
  const part = layer.getContext("2d");
  lost.forEach((row, y) => row.forEach((value, x) => {
    part.globalAlpha = 0.85 * Math.abs(value / most) ** 0.9;
    part.fillStyle = colour(value < 0 ? "--wrong" : "--ink");
    part.fillRect(x, y, 1, 1);
  }));
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(layer, 0, 0, canvas.width, canvas.height);
}

/** The frame, with what was rubbed out or added in colour. */
function change(figure, frame, changed, first, second, texts) {
  const context = figure.canvas.getContext("2d");
  context.fillStyle = colour("--card");
  context.fillRect(0, 0, figure.canvas.width, figure.canvas.height);
  const before = bytes(frame);
  const after = changed ? bytes(changed.frame) : before;
  const cell = (at, level, name) => {
    context.globalAlpha = level / 255;
    context.fillStyle = colour(name);
    context.fillRect((at % SIDE) * CELL, Math.floor(at / SIDE) * CELL, CELL, CELL);
  };
  before.forEach((level, at) => {
    cell(at, Math.min(level, after[at]), "--pen");
    if (after[at] < level) cell(at, level - after[at], "--wrong");
    if (after[at] > level) cell(at, after[at] - level, "--ink");
  });
  context.globalAlpha = 1;
  if (!changed) return tell(figure, texts.title, texts.none);
  const words = changed.value === first ? texts.held(first, second, percent(changed.runner_up)) : texts.tipped(changed.value, percent(changed.probability));
  tell(figure, texts.title, words);
}
