// The page of an objective of a plan's draft saves as somebody types. It works without this.
import { forgetOld } from "./kept-words.js";
import { saveBeforeLeaving } from "./leaving.js";
import { writeObjective } from "./objective.js";

const part = document.querySelector("[data-write]");
forgetOld();
if (part) {
  const saver = writeObjective(part, { tellWriting });
  saveBeforeLeaving(part.form, [saver], { goesOn: ["saved", "partly", "rule"] }); // a half-typed row is told by the page itself
}

function tellWriting(others = []) {
  const place = document.querySelector("[data-writing]");
  place.textContent = others.map(([name, number]) => `${name} is editing objective ${number} now.`).join(" ");
  place.hidden = others.length === 0;
}
