// A step of a network in; its name and plain words about it, for a first reading, out.

const number = (value) => value.toLocaleString("en");
const times = ([, height, width]) => `${height} × ${width}`;

/**
 * @typedef {{kind: string, maps: {shape: number[]}, before_relu: object | null, kernel: number[] | null,
 *   stride: number[] | null, normalized: boolean, weights: number}} Step
 */

/**
 * Say what each step does.
 * @param {Step[]} steps
 * @param {number} temperature
 * @returns {{title: string, words: string[], size: string}[]}
 */
export function describe(steps, temperature) {
  const count = {};
  const last = steps.findLastIndex(({ kind }) => kind === "dense");
  const sight = reach(steps);
  return steps.map((step, at) => {
    count[step.kind] = (count[step.kind] ?? 0) + 1;
    const before = steps[at - 1]?.maps.shape;
    const context = { step, before, nth: count[step.kind], votes: at === last, temperature };
    const { title, words } = TELL[step.kind](context);
    return { title, words, size: sizes(step, sight[at]) };
  });
}

const TELL = {
  frame: () => ({
    title: "The frame",
    words: [
      "However large you write, the digit is cut out, shrunk to 20 pixels, and set by its centre of mass into a frame of 28 by 28, as the digits were that the network learned from.",
      "This is all that the network ever gets: 784 numbers, from 0 for paper to 255 for ink.",
    ],
  }),
  paper: () => ({
    title: "Even paper",
    words: ["Nothing is learned here. Light is turned to dark where the ink was light, and the numbers are stretched until paper is 0 and ink is 1. So gray paper and a faint pen make no difference to what follows."],
  }),
  fold: () => ({
    title: "Folding",
    words: ["Each square of 2 by 2 pixels is dealt out to four small pictures, one pixel to each. Nothing is lost, but what follows has a quarter of the places to visit, which makes it fast."],
  }),
  convolution: ({ step, before, nth }) => ({
    title: `Convolution ${nth}`,
    words: [
      nth === 1 ? firstConvolution(step) : laterConvolution(before, nth),
      ...(nth === 1 && step.normalized ? ["The sums of each map are then scaled and shifted, by two numbers learned for it: batch normalization. No map can drown out the others."] : []),
      ...(nth === 1 && step.before_relu ? ["Last comes ReLU: whatever is below zero becomes zero. Without this bend, a hundred layers could do no more than a single one."] : []),
    ],
  }),
  relu: () => ({
    title: "ReLU",
    words: ["Whatever is below zero becomes zero; the rest stays. It is a tiny thing, but without this bend a hundred layers could do no more than a single one."],
  }),
  pool: ({ step, before, nth }) => ({
    title: `Pooling ${nth}`,
    words: [
      nth === 1
        ? `Of each square of ${step.kernel.join(" by ")} cells only the largest number is kept. That something was found matters; to the pixel where it was does not, for no two hands write alike.`
        : "Once more, the largest of each square.",
      `${times(before)} cells become ${times(step.maps.shape)}.`,
    ],
  }),
  dense: ({ step, before, votes }) => {
    const all = number(before[0] * before[1] * before[2]);
    const n = step.maps.shape[0];
    if (!votes) return { title: "Dense layer", words: [`All that was found is laid in one row of ${all} numbers. Each of the ${number(n)} cells here weighs every one of them and adds up: no longer a patch, but the whole picture at once.`] };
    const eleventh = n > 10 ? ["The eleventh number answers another question: whether this is a digit at all."] : [];
    return { title: "A vote for each digit", words: [`A dense layer: each digit weighs all ${all} numbers in its own way and adds them up. What comes out is called logits; the largest will win. Choose one to see what spoke for it, and what against.`, ...eleventh] };
  },
  softmax: ({ temperature }) => ({
    title: "Softmax",
    words: [
      "Votes become probabilities: e is raised to each of the ten, and every result is divided by their sum. So all lie between 0 and 1, and together they make 1.",
      ...(temperature === 1 ? [] : [`Before that the votes are divided by ${temperature.toFixed(2)}, measured after training, so that of the answers that are “90 % sure” nine in ten are right.`]),
    ],
  }),
};

function firstConvolution(step) {
  return `A filter is a small pattern of numbers. It is laid on a patch of the picture, each of its numbers is multiplied by the one beneath it, and the products are added up: one sum, one cell. Then it moves on, until it has seen every place. Where the picture looks like the pattern, the sum is large. ${number(step.maps.shape[0])} filters make ${number(step.maps.shape[0])} maps.`;
}

function laterConvolution(before, nth) {
  if (nth === 2) return `The same again, but on maps in place of pixels: each filter covers one patch of all ${before[0]} maps at once. It finds patterns of patterns, such as bends, crossings and the ends of strokes.`;
  return `Again, over all ${before[0]} maps before it. The further on, the more of the digit a single cell takes in, and the harder it is to say in words what it looks for.`;
}

function sizes(step, sight) {
  const [n, h] = step.maps.shape;
  const made = h > 1 ? `${number(n)} ${n === 1 ? "picture" : "maps"} of ${times(step.maps.shape)}` : `${number(n)} numbers`;
  const learned = step.weights ? `, ${number(step.weights)} learned weights` : "";
  return `${made}${learned}${sight > 1 && h > 1 ? `; a cell sees ${sight} × ${sight} pixels` : ""}`;
}

/** How many of the frame's pixels, in a row, a cell of each step looks at. */
function reach(steps) {
  let [seen, apart] = [1, 1];
  return steps.map((step, at) => {
    const halved = step.kind === "fold" ? steps[at - 1].maps.shape[1] / step.maps.shape[1] : 1;
    seen += ((step.kernel?.[0] ?? halved) - 1) * apart;
    apart *= step.stride?.[0] ?? halved;
    if (step.kind === "fold") seen = apart;
    return Math.min(seen, 28);
  });
}
