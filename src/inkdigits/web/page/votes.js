// A step that gives a few numbers in; a list of them with bars, votes or probabilities, out.

import { make, short } from "./lens.js";
import { numbers } from "./maps.js";

/** @param {HTMLElement} figure @param {import("./words.js").Step} step */
export function makeVotes(figure, step) {
  const list = make("div");
  list.className = "logits";
  figure.append(list);
  let told = null;
  let place = null;
  const rows = Array.from({ length: step.maps.shape[0] }, (_, at) => {
    const row = make(step.kind === "softmax" ? "div" : "button");
    const [name, track, fill, value] = ["span", "span", "span", "span"].map((tag) => make(tag));
    name.textContent = at < 10 ? `for ${at}` : "a digit?";
    if (step.kind === "softmax") name.textContent = at;
    [track.className, fill.className, value.className] = ["track", "fill", "value"];
    track.append(fill);
    row.append(name, track, value);
    row.className = "vote";
    if (row.tagName === "BUTTON") {
      row.type = "button";
      row.setAttribute("aria-pressed", "false");
      row.addEventListener("click", () => {
        place = { map: at, row: 0, column: 0 };
        rows.forEach((one, index) => one.row.setAttribute("aria-pressed", String(index === at)));
        told?.(place);
      });
    }
    list.append(row);
    return { row, fill, value };
  });
  return {
    get place() { return place; },
    pointed(tell) { told = tell; },
    show(next) {
      const values = numbers(next.maps);
      const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
      const span = step.kind === "softmax" ? 1 : high - low || 1;
      rows.forEach(({ fill, value }, at) => {
        fill.style.left = `${(100 * (Math.min(values[at], 0) - low)) / span}%`;
        fill.style.width = `${(100 * Math.abs(values[at])) / span}%`;
        fill.classList.toggle("below", values[at] < 0);
        value.textContent = step.kind === "softmax" ? `${(100 * values[at]).toFixed(1)} %` : short(values[at]);
      });
    },
  };
}
