// "That was a 7" in; the digit kept by the service, and all that was taught, to correct or delete, out.

import { ask, askJson } from "./api.js";
import { make } from "./lens.js";
import { onTheme, paintFrame } from "./palette.js";
import { chosen, follow, session } from "./session.js";

const PATH = "/v1/corrections";
const PAGE = 24; // lessons shown at a time
const MOST = 1000; // that the service gives at a time
const find = (id) => document.getElementById(id);

/** @param {(error: Error) => void} trouble */
export function startTeach(trouble) {
  const choices = find("wrong");
  let older = null; // where the list goes on, if it does
  for (let digit = 0; digit < 10; digit += 1) {
    const button = make("button", digit);
    button.type = "button";
    button.setAttribute("aria-label", `It was a ${digit}`);
    button.addEventListener("click", () => teach(digit).catch(trouble));
    find("choices").append(button);
  }
  follow(() => { choices.disabled = !chosen(); });

  async function teach(right) {
    const { frame } = chosen();
    const { value, confidence } = session.reading.digits[session.chosen];
    await ask(PATH, { json: { frame, right, answered: value, confidence, model: session.model } });
    find("taught").textContent = right === value ? `Kept: a ${right}, read rightly.` : `Kept: a ${right}, read as ${value}.`;
    await show();
  }

  /** Show what was taught, the newest first: as many as were shown, and not less than a page. */
  async function show() {
    const shown = Math.min(Math.max(find("lessons").children.length, PAGE), MOST);
    const { corrections, total, next } = await askJson(`${PATH}?limit=${shown}`);
    find("untaught").hidden = total > 0;
    find("export").hidden = total === 0;
    find("export-all").textContent = `Save all ${total.toLocaleString("en")} as a folder of pictures`;
    find("lessons").replaceChildren(...corrections.map(lesson));
    follows(next);
  }

  async function showOlder() {
    const { corrections, next } = await askJson(`${PATH}?limit=${PAGE}&before=${older}`);
    find("lessons").append(...corrections.map(lesson));
    follows(next);
  }

  function follows(next) {
    older = next;
    find("older").hidden = next === null;
  }

  function lesson({ id, frame, right, answered, when }) {
    const row = make("li");
    const canvas = make("canvas");
    paintFrame(canvas, frame);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `A ${right}`);
    const choice = make("select");
    choice.setAttribute("aria-label", "What it is");
    for (let digit = 0; digit < 10; digit += 1) choice.append(new Option(`a ${digit}`, digit, digit === right, digit === right));
    choice.addEventListener("change", () => change(`${PATH}/${id}`, { method: "PATCH", json: { right: Number(choice.value) } }));
    const remove = make("button", "Delete");
    remove.type = "button";
    remove.setAttribute("aria-label", `Delete this ${right}`);
    remove.addEventListener("click", () => change(`${PATH}/${id}`, { method: "DELETE" }));
    const controls = make("div");
    controls.className = "row";
    controls.append(choice, remove);
    const about = make("p", `read as ${answered}, ${new Date(when).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}`);
    about.className = "about";
    const words = make("div");
    words.append(controls, about);
    row.append(canvas, words);
    return row;
  }

  function change(path, options) {
    ask(path, options).then(show).catch(trouble);
  }

  find("show-older").addEventListener("click", () => showOlder().catch(trouble));
  find("export-all").addEventListener("click", async () => {
    try {
      const address = URL.createObjectURL(await (await ask(`${PATH}/export`)).blob());
      const link = make("a");
      link.href = address;
      link.download = "corrections.zip";
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      trouble(error);
    }
  });
  onTheme(() => show().catch(trouble));
  show().catch((error) => {
    if (error.status !== 404) return trouble(error);
    find("teach").hidden = choices.hidden = true; // this service was started so that nothing can be taught
    document.querySelector('nav a[href="#teach"]').hidden = true;
  });
}
