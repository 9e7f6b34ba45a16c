// The chosen digit and the models that are served in; what each of them says of it, side by side, out.

import { askJson, latest } from "./api.js";
import { makeBars, percent } from "./answer.js";
import { make } from "./lens.js";
import { session, whileVisible } from "./session.js";

const REST = 150; // milliseconds that the pen must rest

/** @param {{name: string, recipe: string, parameters: number, test_right: number, test_total: number}[]} models */
export function startCompare(models) {
  const section = document.getElementById("compare");
  const empty = section.querySelector(".empty");
  const list = document.getElementById("models");
  document.getElementById("compare-words").textContent = models.length > 1
    ? "Every model that is served here looks at the same frame. An answer in rust is not what the model that you read with says."
    : "One model is served here. Start the page with others beside it, and they look at the same frame: inkdigits serve --model FOLDER --model FOLDER, your own or one of the tutorials’.";
  const cards = new Map(models.map((model) => [model.name, addCard(list, model)]));
  list.hidden = true;

  const asked = latest(
    (seen, signal) => askJson("/v1/see/compare", { json: { frame: seen.frame }, signal }),
    ({ answers }) => {
      empty.hidden = true;
      list.hidden = false;
      const own = answers.find(({ model }) => model === session.model);
      for (const answer of answers) cards.get(answer.model)?.(answer, best(own.probabilities));
    },
    (error) => { empty.hidden = false; empty.textContent = error.message; },
  );
  whileVisible(section, (seen) => {
    if (seen) return asked.ask(seen);
    asked.drop();
    list.hidden = true;
    empty.hidden = false;
  }, REST);
}

function best(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities));
}

function addCard(list, model) {
  const card = make("li");
  const [says, sure, bars] = [make("p"), make("p"), make("ol")];
  card.className = "card";
  says.className = "says";
  sure.className = "about";
  bars.className = "bars";
  bars.setAttribute("aria-label", `How probable each digit is, says ${model.name}`);
  const about = make("p", aboutModel(model));
  about.className = "about";
  card.append(make("h3", model.name), about, says, sure, bars);
  list.append(card);
  const show = makeBars(bars);
  return ({ probabilities, accepted }, own) => {
    const value = best(probabilities);
    says.textContent = value;
    sure.textContent = `${percent(probabilities[value])} sure${accepted === false ? ", but hardly a digit" : ""}`;
    card.classList.toggle("apart", value !== own);
    show(probabilities);
  };
}

function aboutModel({ name, recipe, parameters, test_right: right, test_total: total }) {
  const facts = [
    recipe === name ? "" : recipe,
    parameters ? `${parameters.toLocaleString("en")} weights` : "",
    total ? `${((100 * right) / total).toFixed(2)} % of ${total.toLocaleString("en")} test digits right` : "",
  ];
  return facts.filter(Boolean).join(", ");
}
