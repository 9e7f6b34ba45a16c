// The page's elements in; all of its parts, joined, out: what is written is read while the pen moves.

import { askJson, keepToken, latest, onToken } from "./api.js";
import { sentence, startAnswer } from "./answer.js";
import { startCompare } from "./compare.js";
import { exampleStrokes } from "./examples.js";
import { startNetwork } from "./network.js";
import { startPad } from "./pad.js";
import { startPictures } from "./picture.js";
import { startReport } from "./report.js";
import { session, setReading } from "./session.js";
import { toPicture } from "./strokes.js";
import { startTeach } from "./teach.js";
import { startWhy } from "./why.js";

const BREATH = 120; // milliseconds between two readings while the pen is down

const find = (id) => document.getElementById(id);
let file = null; // that is shown in place of strokes

function trouble(error) {
  find("trouble").hidden = !error;
  find("trouble").textContent = error?.message ?? "";
}

async function read(_, signal) {
  if (session.writing) await new Promise((resolve) => { setTimeout(resolve, BREATH); });
  if (signal.aborted) throw new DOMException("A newer drawing is there.", "AbortError");
  const picture = file ?? await toPicture(pad.strokes.list, find("ink").clientWidth, find("ink").clientHeight);
  return askJson(`/v1/see/picture?model=${encodeURIComponent(session.model)}`, { body: picture, signal });
}

const reader = latest(read, ({ reading, digits }) => {
  trouble(null);
  setReading(reading, digits);
  if (session.writing) return;
  if (performance.getEntriesByName("pen-up").length) performance.measure("answer", "pen-up");
  const text = reading.text.replaceAll("\n", ", ");
  find("spoken").textContent = text ? `It reads ${text}. ${sentence(reading, session.chosen, digits.length)}` : "It finds no digit.";
}, trouble);

function changed(down) {
  session.writing = down;
  if (!pad.picture) file = null;
  find("undo").disabled = find("clear").disabled = pad.strokes.empty && !file;
  if (pad.strokes.empty && !file) {
    reader.drop();
    setReading(null, []);
    find("spoken").textContent = "";
    return;
  }
  if (!down) {
    performance.clearMarks("pen-up");
    performance.mark("pen-up");
  }
  reader.ask(null, { urgent: !down });
}

const pad = startPad({ pad: find("pad"), canvas: find("ink"), width: () => Number(find("pen").value), changed });
const answer = startAnswer(() => pad.place());
new ResizeObserver(answer.boxes).observe(find("ink"));
find("undo").addEventListener("click", pad.undo);
find("clear").addEventListener("click", () => { pad.clear(); find("ink").focus(); });
window.addEventListener("keydown", (event) => {
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && event.target.tagName !== "INPUT") pad.undo();
});

startPictures({
  inputs: [find("picture"), find("photo")],
  pad: find("pad"),
  got(blob, bitmap) {
    file = blob;
    pad.show(bitmap);
    changed(false);
  },
  failed: trouble,
});

for (let digit = 0; digit < 10; digit += 1) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = digit;
  button.setAttribute("aria-label", `Write a ${digit}`);
  button.addEventListener("click", () => write(digit));
  find("examples").append(button);
}

/** Write an example digit, over a few frames, as a hand would. */
async function write(digit) {
  if (session.writing) return;
  pad.clear();
  const { clientWidth: w, clientHeight: h } = find("ink");
  const height = 0.62 * h;
  const box = { x: w / 2 - 0.32 * height, y: 0.19 * h, width: 0.64 * height, height };
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const stroke of exampleStrokes(digit, box, Number(find("pen").value))) {
    for (const [at, point] of stroke.entries()) {
      if (at === 0) pad.strokes.begin(point);
      else pad.strokes.extend(point);
      if (calm || at % 5) continue;
      pad.redraw();
      changed(true);
      await new Promise(requestAnimationFrame);
    }
  }
  pad.redraw();
  changed(false);
}

onToken((wrong) => new Promise((resolve) => {
  const form = find("token");
  form.hidden = false;
  if (wrong) trouble(new Error("That is not the token. It is the one that inkdigits serve was started with."));
  form.elements[0].focus();
  form.onsubmit = (event) => {
    event.preventDefault();
    keepToken(form.elements[0].value);
    form.reset();
    form.hidden = true;
    trouble(null);
    resolve();
  };
}));

async function start() {
  changed(false);
  const { models } = await askJson("/v1/models");
  session.model = models[0]?.name ?? "";
  find("model").append(...models.map(({ name }) => new Option(name)));
  find("model").closest("label").hidden = models.length < 2;
  find("model").addEventListener("change", (event) => {
    session.model = event.target.value;
    changed(false);
  });
  startNetwork();
  startWhy(find("ink"), pad);
  startCompare(models);
  startTeach(trouble);
  startReport();
}

start().catch(trouble);
