// A click in; the report on the model that reads, made by the service while the page says so, out.

import { askJson } from "./api.js";
import { make } from "./lens.js";
import { session } from "./session.js";

const AGAIN = 700; // milliseconds between two questions whether it is there

export function startReport() {
  const button = document.getElementById("make-report");
  const state = document.getElementById("report-state");
  button.addEventListener("click", async () => {
    button.disabled = true;
    state.textContent = "It is being made; the model reads thousands of digits for it. Some seconds …";
    try {
      const { address, data } = await made(session.model);
      const link = make("a", `Open the report on ${session.model}`);
      link.href = address;
      link.target = "_blank";
      state.replaceChildren(link, make("span", `, on ${data}`));
    } catch (error) {
      state.textContent = error.message;
    }
    button.disabled = false;
  });
}

async function made(model) {
  for (;;) {
    const report = await askJson("/v1/report", { json: { model } });
    if (report.address) return report;
    await new Promise((resolve) => { setTimeout(resolve, AGAIN); });
  }
}
