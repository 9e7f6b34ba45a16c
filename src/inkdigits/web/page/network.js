// The chosen frame in; its way through the network, step by step, with words beside each picture, out.

import { askJson, latest } from "./api.js";
import { fillLens, make } from "./lens.js";
import { makeMaps } from "./maps.js";
import { session, whileVisible } from "./session.js";
import { makeVotes } from "./votes.js";
import { describe } from "./words.js";

const REST = 120; // milliseconds that the pen must rest
const LISTED = 16; // numbers, at most, that become a list with bars in place of cells
const OPEN = { convolution: 1, pool: 1 }; // how many steps of a kind start with their lens open

export function startNetwork() {
  const section = document.getElementById("see");
  const list = document.getElementById("steps");
  const empty = section.querySelector(".empty");
  let shown = ""; // what the steps on the page were made for
  let rows = [];

  const asked = latest(
    (seen, signal) => askJson("/v1/see/network", { json: { frame: seen.frame, model: session.model }, signal }),
    (network, seen) => show(network, seen),
    (error) => { empty.hidden = false; empty.textContent = error.message; },
  );

  function show(network, seen) {
    const form = JSON.stringify([session.model, network.steps.map(({ kind, maps }) => [kind, maps.shape])]);
    if (form !== shown) {
      const told = describe(network.steps, network.temperature);
      rows = network.steps.map((step, at) => makeStep(step, told[at], { first: firstOf(network.steps, at), network }));
      list.replaceChildren(...rows.map(({ element }) => element));
      shown = form;
    }
    empty.hidden = true;
    rows.forEach((row, at) => row.show(network.steps[at], seen.frame, at, rows[at - 1]));
  }

  whileVisible(section, (seen) => {
    if (seen) return asked.ask(seen);
    asked.drop();
    rows = [];
    shown = "";
    list.replaceChildren();
    empty.hidden = false;
  }, REST);
}

function firstOf(steps, at) {
  return steps.slice(0, at + 1).filter(({ kind }) => kind === steps[at].kind).length;
}

/** One step: its words, its picture, and below that a lens for the cell that is pointed at. */
function makeStep(step, { title, words, size }, { first, network }) {
  const element = make("li");
  element.className = "step";
  const text = make("div");
  text.className = "words";
  const name = make("h3", title);
  text.append(name, ...words.map((one) => make("p", one)));
  const about = make("p", size);
  about.className = "size";
  text.append(about);
  const figure = make("div");
  element.append(text, figure);
  if (step.kind === "convolution" && first === 1 && network.filters) addFilters(figure, network.filters);
  const lens = make("div");
  lens.className = "lens";
  lens.hidden = true;
  lens.setAttribute("aria-live", "polite");
  const listed = step.maps.shape[0] <= LISTED && step.maps.shape[1] === 1;
  const view = listed ? makeVotes(figure, step) : makeGrid(figure, title, step);
  figure.append(lens);
  let now = null; // what is shown: step, frame, its number, the step before it

  const asked = latest(
    (place, signal) => askJson("/v1/see/cell", { json: { model: session.model, frame: now.frame, step: now.at, ...place }, signal }),
    (cell, place) => {
      fillLens(lens, step.kind, place, cell);
      lens.hidden = false;
      now.before?.mark?.(cell.parts.filter(() => step.kind !== "dense").map(({ map, row, column, patch }) => ({ map, row, column, height: patch.length, width: patch[0].length })));
    },
    (error) => { lens.replaceChildren(make("p", error.message)); lens.hidden = false; },
  );
  let byItself = false; // whether the lens is where nobody has pointed
  if (!["frame", "softmax"].includes(step.kind)) {
    view.pointed((place) => {
      byItself = false;
      asked.ask(place);
    });
  }
  if (step.before_relu) addToggle(text, view, () => now.step);

  return {
    element,
    mark: view.mark,
    show(next, frame, at, before) {
      now = { step: next, frame, at, before };
      view.show(next);
      if (view.place && !byItself) asked.ask(view.place);
      else if (first <= (OPEN[step.kind] ?? 0)) {
        view.point(view.brightest());
        byItself = true;
      }
    },
  };
}

/** A grid of maps whose cells can be pointed at. */
function makeGrid(figure, title, step) {
  const canvas = make("canvas");
  canvas.className = "maps";
  figure.append(canvas);
  let told = () => {};
  const active = step.kind !== "frame";
  const [n, h, w] = step.maps.shape;
  canvas.setAttribute("role", active ? "application" : "img");
  const keys = active ? " Arrow keys move from cell to cell, Page Up and Page Down from map to map." : "";
  canvas.setAttribute("aria-label", `${title}: ${n} of ${h} by ${w} cells.${keys}`);
  const maps = makeMaps(canvas, active ? (place) => told(place) : null);
  let before = false;
  return {
    ...maps,
    get place() { return maps.place; },
    show(next) { maps.show(before ? next.before_relu : next.maps); },
    turn(to, next) {
      before = to;
      maps.show(before ? next.before_relu : next.maps);
    },
    pointed(tell) { told = tell; },
  };
}

function addFilters(figure, filters) {
  const canvas = make("canvas");
  canvas.className = "maps";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `The ${filters.shape[0]} filters of the first convolution`);
  const title = make("p", `Its ${filters.shape[0]} filters, each in its own scale: blue wants ink, rust wants paper`);
  title.className = "filters-title";
  const below = make("p", "The maps that they make of your digit");
  below.className = "filters-title";
  figure.append(title, canvas, below);
  makeMaps(canvas, null).show(filters);
}

function addToggle(text, view, step) {
  const button = make("button", "Show before ReLU");
  button.type = "button";
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const before = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(before));
    button.textContent = before ? "Show after ReLU" : "Show before ReLU";
    view.turn?.(before, step());
  });
  if (view.turn) text.append(button);
}
