// What is typed, ticked or chosen in a draft and not saved yet is kept on this computer, so that none of it is lost
// with a session, a connection or a page that was closed. `data-draft` says of what it is.
import { forgetOld, keyOf, read, write } from "./kept-words.js";
import { plain } from "./saving.js";

const GONE = /^(.+-\d+)-DELETE$/; // a row that is ticked away
const KEPT = "textarea, select, input[type=text], input[type=number], input[type=checkbox], input[type=radio]";
const isBox = (field) => field.type === "checkbox" || field.type === "radio";
const keyIn = (field) => (isBox(field) ? `${field.name}=${field.value}` : field.name);
const saidIn = (field) => (isBox(field) ? (field.checked ? "on" : "") : plain(field.value));

export function keepDraft(form, person) {
  const key = keyOf(person, form.dataset.draft);
  const isRefused = Boolean(document.querySelector(".govuk-error-summary")); // what stands here is typed, not saved
  const said = form.querySelector("[data-draft-back]");
  const kept = read(key);
  const here = JSON.stringify(textNow());
  const base = isRefused && kept.base ? kept.base : here;

  forgetOld();
  for (const event of ["input", "change"]) form.addEventListener(event, keep);
  said.querySelector('[data-back-do="put"]').addEventListener("click", () => {
    putBack();
    keep();
    tell("stands");
  });
  said.querySelector('[data-back-do="drop"]').addEventListener("click", () => {
    write(key, {});
    location.reload();
  });
  if (!isRefused && kept.text) comeBack();

  function fields() {
    const gone = [...form.elements].filter((field) => GONE.test(field.name) && field.checked).map((field) => GONE.exec(field.name)[1]);
    const all = [...form.elements].filter((field) => field.name && field.matches(KEPT));
    return all.filter((field) => GONE.test(field.name) || !gone.some((row) => field.name.startsWith(`${row}-`)));
  }

  function textNow() {
    return Object.fromEntries(fields().map((field) => [keyIn(field), saidIn(field)]));
  }

  function keep() {
    const text = textNow();
    write(key, { text: JSON.stringify(text) === base ? null : text, base, url: location.pathname, title: form.dataset.title });
  }

  // Nothing was saved since: all of it stands again. It was saved meanwhile: nothing is to be said. Else it is offered.
  function comeBack() {
    if (kept.base !== here) return isSaved() ? write(key, {}) : tell("offered");
    putBack();
    return tell("stands");
  }

  // Rows change their numbers, so words are looked for everywhere. What a list adds stands at the end of the words that
  // were there, and a row that was ticked away is not there: neither is asked for.
  function isSaved() {
    const now = fields();
    const boxes = new Map(now.filter(isBox).map((field) => [keyIn(field), saidIn(field)]));
    const words = now.filter((field) => !isBox(field)).map(saidIn);
    const isThere = (said) => words.some((each) => each === said || each.startsWith(`${said}\n\n`));
    return Object.entries(kept.text).every(([name, said]) => {
      if (GONE.test(name.split("=")[0]) || form.elements[name]?.matches?.("select")) return true;
      return boxes.has(name) ? boxes.get(name) === said : !said || isThere(said);
    });
  }

  function putBack() {
    for (const field of fields()) {
      const said = kept.text[keyIn(field)];
      if (said === undefined || saidIn(field) === said) continue;
      if (isBox(field)) field.checked = said === "on";
      else field.value = said;
      for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
    }
  }

  function tell(which) {
    for (const words of said.querySelectorAll("[data-back]")) words.hidden = words.dataset.back !== which;
    said.querySelector('[data-back-do="put"]').hidden = which !== "offered";
    said.hidden = false;
  }
}
