// What was read and which of its digits is chosen in; the parts of the page that follow it, told, out.

/**
 * @typedef {{value: number, confidence: number, box: {x: number, y: number, width: number, height: number},
 *   runner_up: number, runner_up_confidence: number, accepted: boolean | null}} Digit
 * @typedef {{frame: string, ink: object, probabilities: number[]}} Seen  what the network got of it
 */

const told = new EventTarget();

export const session = {
  /** Name of the model that reads. */
  model: "",
  /** Whether the pen is down, so that what takes long should wait. */
  writing: false,
  /** @type {{text: string, turned: number, digits: Digit[]} | null} */
  reading: null,
  /** @type {Seen[]} of the reading's digits, in their order */
  seen: [],
  /** Which of them is looked at. */
  chosen: 0,
};

/** The chosen digit as the network got it; null for blank paper. */
export function chosen() {
  return session.seen[session.chosen] ?? null;
}

/** Call a function whenever the reading, or the chosen digit, changes. */
export function follow(change) {
  told.addEventListener("change", change);
}

export function setReading(reading, seen) {
  const grown = seen.length !== session.seen.length;
  session.reading = reading;
  session.seen = seen;
  if (grown || session.chosen >= seen.length) session.chosen = Math.max(0, seen.length - 1);
  told.dispatchEvent(new Event("change"));
}

export function choose(index) {
  session.chosen = index;
  told.dispatchEvent(new Event("change"));
}

/**
 * Keep a section up to date while somebody can see it, once the pen rests.
 * @param {Element} section
 * @param {(seen: Seen | null) => void} refresh called when the chosen frame or the model has changed
 * @param {number} rest milliseconds without change before it is called
 */
export function whileVisible(section, refresh, rest) {
  let visible = false;
  let shown;
  let timer;
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(check, rest);
  }
  function check() {
    if (!visible) return;
    if (session.writing) return soon();
    const seen = chosen();
    const key = seen ? `${session.model} ${seen.frame}` : "";
    if (key === shown) return;
    shown = key;
    refresh(seen);
  }
  new IntersectionObserver(
    (entries) => { visible = entries.at(-1).isIntersecting; soon(); },
    { rootMargin: "25% 0px" },
  ).observe(section);
  follow(soon);
}
