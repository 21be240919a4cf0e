// One objective of a plan's draft saves as somebody types. It is a fieldset: the only one of its page, or one of many,
// whose fields have names that begin with its `data-prefix`. Kept and sent they have their plain names.
import { autosave } from "./autosave.js";
import { keyOf, read, write } from "./kept-words.js";
import { addRow, kindsOf, returnGoesOn } from "./rows.js";
import { showBoth } from "./versions.js";

const NOT_TYPED = ["edition", "was", "do"];

// page: `tellWriting(others)`; `accepted(facts)`: the service has the words; `renew()`: what stands there now is shown
// in place of what was typed; and what else autosave() asks of a page.
export function writeObjective(part, page) {
  const { prefix = "" } = part.dataset;
  const key = keyOf(document.body.dataset.person, part.dataset.key);
  const edition = part.elements[`${prefix}edition`];
  const was = part.elements[`${prefix}was`];
  let saved = typedNow();
  let isWhole = true; // the service took everything of it

  for (const place of part.querySelectorAll("[data-add-place]")) place.hidden = false;
  for (const button of part.querySelectorAll("[data-add-row]")) {
    button.addEventListener("click", () => addRow(part, button.dataset.addRow).querySelector("textarea, input:not([type=hidden])").focus());
  }
  const saver = autosave(part, {
    edition: "edition",
    thing: "objective",
    place: "draft",
    text: typedNow,
    isDirty: () => typedNow() !== saved,
    body: pairs,
    accept: (text, facts) => {
      saved = text;
      isWhole = !facts.not_kept?.length;
      if (facts.was && was) was.value = facts.was;
      page.accepted?.(facts);
    },
    news: () => false, // rows may have come and gone: the page is read anew
    isOwn: (facts, tried, text) => tried === text && facts.differences.length === 0,
    ask,
    keep,
    forgetMine: () => write(key, { text: null }),
    ...page,
  });
  returnGoesOn(part);
  restore();
  return saver;

  // Names and values as the service knows them.
  function pairs() {
    const found = [];
    for (const field of part.elements) {
      const name = field.name?.startsWith(prefix) ? field.name.slice(prefix.length) : "";
      if (!name || NOT_TYPED.includes(name) || field.disabled) continue;
      if (field.type !== "checkbox" || field.checked) found.push([name, field.value]);
    }
    return found;
  }

  // A row in which nothing is typed is no row: its new key alone changes nothing.
  function typedNow() {
    return JSON.stringify(pairs().filter(([name, value]) => value && !/-(key|TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS)$/.test(name)));
  }

  function keep() {
    const text = typedNow() === saved && isWhole ? null : pairs();
    write(key, { text, version: edition.value, url: location.pathname, title: part.dataset.title });
  }

  function restore() {
    const kept = read(key);
    if (saver.asks || !Array.isArray(kept.text)) return;
    for (const kind of kindsOf(part)) {
      const total = part.elements[`${prefix}${kind}-TOTAL_FORMS`];
      const wanted = Number(Object.fromEntries(kept.text)[`${kind}-TOTAL_FORMS`] ?? 0);
      while (Number(total.value) < wanted) addRow(part, kind);
    }
    for (const field of part.elements) {
      const name = field.name?.slice(prefix.length);
      if (!name || NOT_TYPED.includes(name) || name.endsWith("_FORMS")) continue;
      const values = kept.text.filter(([each]) => each === name).map(([, value]) => value);
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length > 0) field.value = values[0];
    }
    edition.value = kept.version;
    saver.save();
  }

  function ask(facts, settle) {
    const told = (side) => facts.differences.map((row) => `${row.label}: ${row[side] || "nothing"}`).join("\n\n");
    showBoth(part, { what: "this objective", facts, mine: told("mine"), theirs: told("theirs"), onChoice });
    function onChoice(chosen) {
      if (chosen !== "theirs") return settle();
      write(key, { text: null });
      if (page.renew) page.renew();
      else location.reload();
    }
  }
}
