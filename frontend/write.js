// The page of an objective of a plan's draft saves as somebody types. It works without this.
import { forgetOld } from "./kept-words.js";
import { saveBeforeLeaving } from "./leaving.js";
import { writeObjective } from "./objective.js";
import { presence } from "./presence.js";

const part = document.querySelector("[data-write]");
forgetOld();
if (part) {
  const tellWriting = presence(document.querySelector("[data-save-said]"), () => part.dataset.number);
  const saver = writeObjective(part, { tellWriting });
  saveBeforeLeaving(part.form, () => [saver], { goesOn: ["saved", "partly", "rule"] }); // a half-typed row is told by the page itself
}
