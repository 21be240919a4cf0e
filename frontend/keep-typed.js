// A form whose words are kept on this computer until the service has them: `data-keep` says of what they are.
// A session that ended, a lost connection or a closed page loses none. Files can't be kept.
import { forgetOld, keyOf, read, write } from "./kept-words.js";

export function keepTyped(person) {
  forgetOld();
  for (const place of document.querySelectorAll("[data-answered]")) write(keyOf(person, place.dataset.answered), {});
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form, keyOf(person, form.dataset.keep));
}

function keep(form, key) {
  const fields = [...form.elements].filter((field) => field.matches("textarea, input[type=text]"));
  const { text } = read(key);
  let isBack = false;
  for (const field of fields) {
    if (!text?.[field.name] || field.value) continue;
    field.value = text[field.name];
    isBack = true;
  }
  const told = form.querySelector("[data-kept]");
  if (told && isBack) told.hidden = false;
  form.addEventListener("input", () => {
    const typed = Object.fromEntries(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    const some = Object.keys(typed).length > 0;
    write(key, { text: some ? typed : null, url: location.pathname, title: form.dataset.title });
  });
}
