// The number of a digit in; strokes that write it, stretched to the paper, out.

/** Each digit as strokes of x,y in percent of its box; corners are points that come twice. */
const DIGITS = [
  ["50,0 22,12 8,50 22,88 50,100 78,88 92,50 78,12 50,0"],
  ["22,22 55,0 55,0 55,100"],
  ["12,24 40,0 78,10 80,36 48,68 10,100 10,100 90,100"],
  ["14,10 48,0 80,18 66,42 38,48 38,48 76,56 84,82 50,100 10,90"],
  ["58,0 8,66 8,66 94,66", "70,34 66,100"],
  ["84,2 28,2 28,2 20,44 20,44 58,38 86,64 68,94 36,100 8,88"],
  ["68,0 28,30 10,68 30,98 66,98 84,74 64,54 32,58 12,78"],
  ["8,3 92,3 92,3 64,48 40,100"],
  ["52,48 20,28 26,6 52,0 78,8 80,28 52,48 18,70 22,94 52,100 82,92 84,70 52,48"],
  ["82,22 56,0 24,8 18,34 44,50 76,38 82,18 82,18 78,62 58,100"],
];

const ROUND = 10; // points between two of the digit's own

/**
 * Strokes of a digit in a box of the drawing area.
 * @returns {{x: number, y: number, width: number}[][]}
 */
export function exampleStrokes(digit, box, penWidth) {
  return DIGITS[digit].map((line) => {
    const points = line.split(" ").map((pair) => {
      const [x, y] = pair.split(",").map(Number);
      return { x: box.x + (box.width * x) / 100, y: box.y + (box.height * y) / 100, width: penWidth };
    });
    return smooth(points);
  });
}

/** A curve through points (Catmull and Rom, 1974); a point that comes twice is a corner. */
function smooth(points) {
  const curve = [];
  for (let at = 0; at + 1 < points.length; at += 1) {
    const [a, b] = [points[at], points[at + 1]];
    const before = points[at - 1] ?? a;
    const after = points[at + 2] ?? b;
    for (let step = 0; step < ROUND; step += 1) {
      const t = step / ROUND;
      curve.push({ ...a, x: through(before.x, a.x, b.x, after.x, t), y: through(before.y, a.y, b.y, after.y, t) });
    }
  }
  return [...curve, points.at(-1)];
}

function through(before, a, b, after, t) {
  const [m, n] = [(b - before) / 2, (after - a) / 2];
  return a + m * t + (3 * (b - a) - 2 * m - n) * t ** 2 + (2 * (a - b) + m + n) * t ** 3;
}
