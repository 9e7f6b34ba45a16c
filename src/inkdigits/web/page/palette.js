// Numbers in; the page's own colours for them out, in light and in dark, and pictures made of them.

const dark = window.matchMedia("(prefers-color-scheme: dark)");
let known = new Map();
dark.addEventListener("change", () => { known = new Map(); });

/** Call a function when the page turns from light to dark, or back. */
export function onTheme(change) {
  dark.addEventListener("change", change);
}

/** A colour of the style sheet by its name, such as "--ink". */
export function colour(name) {
  if (!known.has(name)) known.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return known.get(name);
}

/** The three parts of a colour of the style sheet, 0 to 255. */
function parts(name) {
  const hex = colour(name).slice(1);
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/**
 * Colours for 256 levels of which one stands for 0: from it to --ink above, and to --wrong below.
 * @returns {Uint8ClampedArray[]} red, green and blue for each level
 */
export function ramp(low, high) {
  const [zero, above, below] = ["--zero", "--ink", "--wrong"].map(parts);
  const most = Math.max(high, -low) || 1;
  return Array.from({ length: 256 }, (_, level) => {
    const share = (low + ((high - low) * level) / 255) / most;
    return mix(zero, share < 0 ? below : above, Math.abs(share) ** 0.8);
  });
}

/** The colour of one number among numbers that reach as far as `most` from 0, and one to write on it. */
export function shade(value, most) {
  const share = Math.min(1, Math.abs(value) / (most || 1));
  const colours = mix(parts("--zero"), parts(value < 0 ? "--wrong" : "--ink"), share ** 0.8);
  return { ground: `rgb(${colours.join(" ")})`, text: light(colours) ? "#000" : "#fff" };
}

/** Whether black can be read on a colour better than white (WCAG 2.2, relative luminance). */
function light(colours) {
  const [red, green, blue] = Array.from(colours, (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}

function mix(from, to, share) {
  return Uint8ClampedArray.from(from, (value, at) => value + (to[at] - value) * share);
}

/** Bytes from base64. */
export function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/**
 * Paint one picture of levels onto a canvas, one canvas pixel a level.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} levels row by row
 */
export function paint(canvas, levels, width, height, colours) {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").putImageData(image(levels, width, height, colours), 0, 0);
}

export function image(levels, width, height, colours) {
  const data = new ImageData(width, height);
  levels.forEach((level, at) => {
    data.data.set(colours[level], 4 * at);
    data.data[4 * at + 3] = 255;
  });
  return data;
}

/** Paint a frame, 28 by 28, as ink on paper. */
export function paintFrame(canvas, frame) {
  const paper = parts("--card");
  const ink = parts("--pen");
  const colours = Array.from({ length: 256 }, (_, level) => mix(paper, ink, level / 255));
  paint(canvas, bytes(frame), 28, 28, colours);
}
