// The page of an objective of a template makes room for more rows. It works without this.
import { addRow, returnGoesOn } from "./rows.js";

const part = document.querySelector("[data-template]");
if (part) {
  for (const place of part.querySelectorAll("[data-add-place]")) place.hidden = false;
  for (const button of part.querySelectorAll("[data-add-row]")) {
    button.addEventListener("click", () => addRow(part, button.dataset.addRow).querySelector("textarea, input:not([type=hidden])").focus());
  }
  returnGoesOn(part);
}
