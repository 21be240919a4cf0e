// The words of a draft that are typed and not saved yet are kept on this computer, so that none is lost with a
// session, a connection or a page that was closed. `data-draft` says of what they are.
import { forgetOld, keyOf, read, write } from "./kept-words.js";
import { plain } from "./saving.js";

const GONE = /^(.+-\d+)-DELETE$/; // a row that is ticked away

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
    const typed = [...form.elements].filter((field) => field.name && field.matches("textarea, input[type=text], input[type=number]"));
    return typed.filter((field) => !gone.some((row) => field.name.startsWith(`${row}-`)));
  }

  function textNow() {
    return Object.fromEntries(fields().map((field) => [field.name, plain(field.value)]));
  }

  function keep() {
    const text = textNow();
    write(key, { text: JSON.stringify(text) === base ? null : text, base, url: location.pathname, title: form.dataset.title });
  }

  // Saved meanwhile: nothing is to be said. Nothing changed since: the words stand again. Else they are offered.
  function comeBack() {
    const saved = new Set(Object.values(textNow()));
    if (Object.values(kept.text).every((words) => !words || saved.has(words))) return write(key, {});
    if (kept.base !== here) return tell("offered");
    putBack();
    return tell("stands");
  }

  function putBack() {
    for (const field of fields()) {
      if (!(field.name in kept.text) || plain(field.value) === kept.text[field.name]) continue;
      field.value = kept.text[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function tell(which) {
    for (const words of said.querySelectorAll("[data-back]")) words.hidden = words.dataset.back !== which;
    said.querySelector('[data-back-do="put"]').hidden = which !== "offered";
    said.hidden = false;
  }
}
