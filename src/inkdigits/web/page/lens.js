// How one cell came about, as the service tells it, in; the patch, the filter and the sum, to be read, out.

import { shade } from "./palette.js";

const FEW = 5; // rows of a patch whose numbers can be written into its cells

/** A number with as many digits as matter. */
export function short(value) {
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
  return text.replace("-", "−");
}

const signed = (value) => (value < 0 ? short(value) : `+${short(value)}`);

/**
 * @param {HTMLElement} lens
 * @param {string} kind of the step
 * @param {{map: number, row: number, column: number}} place
 * @param {object} cell see /v1/see/cell
 */
export function fillLens(lens, kind, place, cell) {
  const grouped = cell.parts[0]?.patch.length > 1 || kind === "convolution";
  const spot = kind === "dense" ? `Number ${place.map + 1}` : `Map ${place.map + 1}, row ${place.row + 1}, column ${place.column + 1}`;
  lens.replaceChildren(
    make("h4", `${spot}: ${short(cell.value)}`),
    ...(PARTS[kind] ?? taken)(cell, grouped),
  );
}

const PARTS = {
  convolution: weighed,
  dense: weighed,
  pool: ({ parts: [part], value }) => [
    make("p", `The largest of these is ${short(value)}.`),
    product(figure("Cells before", part.patch)),
  ],
  fold: ({ parts: [part] }) => [make("p", `This is the pixel in row ${part.row + 1}, column ${part.column + 1} of the picture before.`)],
  paper: ({ parts: [part], value }) => [make("p", `The pixel was ${short(part.sum)} of 255, and is now ${short(value)}.`)],
  relu: ({ parts: [part], value }) => [make("p", part.sum < 0 ? `It was ${short(part.sum)}, below zero, and becomes 0.` : `It was ${short(value)}, and stays.`)],
};

function taken({ value }) {
  return [make("p", `Its value is ${short(value)}.`)];
}

function weighed(cell, grouped) {
  const [strongest] = cell.parts;
  const all = cell.parts.length + cell.others.parts;
  const products = strongest.patch.map((row, y) => row.map((value, x) => value * strongest.weights[y][x]));
  const what = grouped ? "map" : "number";
  const words = all === 1
    ? "Patch times filter, cell by cell, and the products added up:"
    : `It sums over all ${all.toLocaleString("en")} ${what}s before it. Most comes from ${what} ${strongest.map + 1}:`;
  return [
    make("p", words),
    product(
      figure(grouped ? "Patch" : "Value", strongest.patch),
      sign("×"),
      figure(grouped ? "Filter" : "Weight", strongest.weights),
      sign("="),
      figure(`Products, in sum ${short(strongest.sum)}`, products),
    ),
    terms(cell, what, all),
  ];
}

/** The whole sum, term by term. */
function terms(cell, what, all) {
  const list = make("ul");
  list.className = "terms";
  for (const part of cell.parts) list.append(make("li", all === 1 ? `sum ${short(part.sum)}` : `${what} ${part.map + 1}: ${signed(part.sum)}`));
  if (cell.others.parts) list.append(make("li", `${cell.others.parts.toLocaleString("en")} others: ${signed(cell.others.sum)}`));
  if (cell.bias !== null) list.append(make("li", `bias: ${signed(cell.bias)}`));
  if (cell.scale !== null) list.append(make("li", `normalized: × ${short(cell.scale)} ${signed(cell.shift)}`));
  if (Math.abs(cell.total - cell.value) > 1e-3) list.append(make("li", `${short(cell.total)}, cut off by ReLU`));
  const total = make("li", `= ${short(cell.value)}`);
  total.className = "total";
  list.append(total);
  return list;
}

function product(...parts) {
  const row = make("div");
  row.className = "product";
  row.append(...parts);
  return row;
}

function sign(text) {
  const one = make("span", text);
  one.className = "sign";
  return one;
}

/** Numbers as coloured cells. @param {(number | null)[][]} rows */
function figure(title, rows) {
  const whole = make("figure");
  const cells = make("div");
  const most = Math.max(...rows.flat().map((value) => Math.abs(value ?? 0)));
  cells.className = rows.length > FEW ? "cells many" : "cells";
  cells.style.gridTemplateColumns = `repeat(${rows[0].length}, max-content)`;
  for (const value of rows.flat()) {
    const cell = make("span", value === null ? "" : short(value));
    const { ground, text } = shade(value ?? 0, most);
    cell.style.background = ground;
    cell.style.color = text;
    cells.append(cell);
  }
  whole.append(make("figcaption", title), cells);
  return whole;
}

export function make(tag, text) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  return element;
}
