// A reading in; the number, how sure it is, boxes on the paper and ten bars out.

import { choose, chosen, follow, session } from "./session.js";
import { onTheme, paintFrame } from "./palette.js";

const SVG = "http://www.w3.org/2000/svg";
const LONG = 7; // signs from which a number is set smaller
const UNSURE = 0.8; // below this, say that it is a guess

const find = (id) => document.getElementById(id);

/** @param {() => {scale: number, left: number, top: number}} place of the picture on the pad */
export function startAnswer(place) {
  const bars = makeBars(find("bars"));
  function show() {
    const { reading, seen } = session;
    const text = reading?.text ?? "";
    find("reading").textContent = text;
    find("reading").dataset.empty = String(text === "");
    find("reading").classList.toggle("long", text.length >= LONG);
    find("sure").textContent = sentence(reading, session.chosen, seen.length);
    bars(chosen()?.probabilities);
    showStrip(find("strip"), seen);
    showBoxes(find("boxes"), reading?.digits ?? [], place());
  }
  follow(show);
  onTheme(show);
  return { boxes: () => showBoxes(find("boxes"), session.reading?.digits ?? [], place()) };
}

/** What is said of a reading, for eyes and for screen readers. */
export function sentence(reading, index, count) {
  const digit = reading?.digits[index];
  if (!digit) return "";
  const which = count > 1 ? `Digit ${index + 1} of ${count}: ` : "";
  const sure = `${digit.value}, ${percent(digit.confidence)} sure.`;
  const next = digit.runner_up === null ? "" : ` Next best: ${digit.runner_up}, ${percent(digit.runner_up_confidence)}.`;
  const lacks = reading.left_out.filter(({ number }) => number === digit.number);
  const told = lacks.map(({ value, confidence }) => `${value} (${percent(confidence)})`).join(", ");
  const lacking = told ? ` The number may lack a digit: ${told}.` : "";
  if (digit.accepted === false) return `${which}${sure} It hardly looks like a digit at all.${lacking}`;
  return `${which}${digit.confidence < UNSURE ? "A guess: " : ""}${sure}${next}${lacking}`;
}

/** "99.8 %"; never 100 or 0 unless it is. */
export function percent(share) {
  if (share > 0.999 && share < 1) return "over 99.9\u00a0%";
  if (share < 0.001) return "under 0.1\u00a0%";
  return `${(100 * share).toFixed(1).replace(/\.0$/, "")}\u00a0%`;
}

/** Ten bars in a list; give them ten probabilities, or nothing. */
export function makeBars(list) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const row = document.createElement("li");
    const [name, track, fill, share] = ["span", "div", "div", "span"].map((tag) => document.createElement(tag));
    name.textContent = digit;
    track.className = "track";
    fill.className = "fill";
    share.className = "share";
    track.append(fill);
    row.append(name, track, share);
    list.append(row);
    return { row, fill, share };
  });
  return (probabilities) => {
    const best = probabilities ? Math.max(...probabilities) : 2;
    rows.forEach(({ row, fill, share }, digit) => {
      const value = probabilities?.[digit] ?? 0;
      fill.style.width = `${100 * value}%`;
      share.textContent = probabilities ? `${(100 * value).toFixed(1)}\u00a0%` : "";
      row.classList.toggle("best", value === best);
    });
  };
}

function showStrip(strip, seen) {
  strip.hidden = seen.length < 2;
  while (strip.children.length > seen.length) strip.lastChild.remove();
  seen.forEach((one, index) => {
    const button = strip.children[index] ?? addFrame(strip, index);
    button.setAttribute("aria-pressed", String(index === session.chosen));
    button.setAttribute("aria-label", `Look at digit ${index + 1}, read as ${session.reading.digits[index].value}`);
    paintFrame(button.firstChild, one.frame);
  });
}

function addFrame(strip, index) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(document.createElement("canvas"));
  button.addEventListener("click", () => choose(index));
  strip.append(button);
  return button;
}

function showBoxes(svg, digits, { scale, left, top }) {
  svg.replaceChildren(...digits.map(({ box, value }, index) => {
    const group = document.createElementNS(SVG, "g");
    group.classList.toggle("chosen", index === session.chosen && digits.length > 1);
    const rim = 5;
    const [x, y] = [left + box.x * scale - rim, top + box.y * scale - rim];
    const frame = document.createElementNS(SVG, "rect");
    const places = { x, y, width: box.width * scale + 2 * rim, height: box.height * scale + 2 * rim, rx: 6 };
    for (const [name, at] of Object.entries(places)) frame.setAttribute(name, at);
    const text = document.createElementNS(SVG, "text");
    text.textContent = value;
    text.setAttribute("x", x + 2);
    text.setAttribute("y", y > 20 ? y - 6 : y + places.height + 17);
    text.setAttribute("font-size", 15);
    group.append(frame, text);
    return group;
  }));
}
