// An objective of a plan's draft saves as somebody types. The page works without this.
import { autosave } from "./autosave.js";
import { forgetOld, keyOf, read, write } from "./kept-words.js";
import { showBoth } from "./versions.js";

const NOT_TYPED = ["csrfmiddlewaretoken", "edition", "do"];

const person = document.body.dataset.person;
const form = document.querySelector("form[data-write]");
forgetOld();
if (form) writeObjective();

function writeObjective() {
  const key = keyOf(person, form.dataset.key);
  const { edition } = form.elements;
  const isStale = Boolean(form.querySelector("#versions")); // the page itself asks what is kept
  let saved = typedNow();
  let isWhole = true; // the service took everything of it

  for (const place of form.querySelectorAll("[data-add-place]")) place.hidden = false;
  for (const button of form.querySelectorAll("[data-add-row]")) {
    button.addEventListener("click", () => addRow(button.dataset.addRow).querySelector("input:not([type=hidden])").focus());
  }
  const { save } = autosave(form, {
    edition: "edition",
    thing: "objective",
    place: "draft",
    goesOn: ["saved", "partly", "rule"], // a half-typed row is told by the page itself
    text: typedNow,
    isDirty: () => typedNow() !== saved,
    body: pairs,
    accept: (text, facts) => {
      saved = text;
      isWhole = !facts.not_kept?.length;
    },
    news: () => false, // rows may have come and gone: the page is read anew
    isOwn: (facts, tried, text) => tried === text && facts.differences.length === 0,
    ask,
    keep,
    forgetMine: () => write(key, { text: null }),
    tellWriting,
  });
  restore();

  // --- Fields and rows

  function pairs() {
    return [...new FormData(form)].filter(([name]) => !NOT_TYPED.includes(name));
  }

  // A row in which nothing is typed is no row: its new key alone changes nothing.
  function typedNow() {
    return JSON.stringify(pairs().filter(([name, value]) => value && !/-(key|TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS)$/.test(name)));
  }

  function addRow(prefix) {
    const total = form.elements[`${prefix}-TOTAL_FORMS`];
    const number = Number(total.value);
    const place = form.querySelector(`[data-rows="${prefix}"]`);
    const made = document.createElement("template");
    made.innerHTML = document.querySelector(`template[data-row="${prefix}"]`).innerHTML
      .replaceAll("__prefix__", number).replaceAll("__number__", number + 1);
    const row = made.content.firstElementChild;
    row.querySelector(`[name="${prefix}-${number}-key"]`).value = newKey();
    place.append(row);
    total.value = number + 1;
    return row;
  }

  function keep() {
    const text = typedNow() === saved && isWhole ? null : pairs();
    write(key, { text, version: edition.value, url: location.pathname, title: form.dataset.title });
  }

  function restore() {
    const kept = read(key);
    if (isStale || !Array.isArray(kept.text)) return;
    for (const prefix of ["actions", "milestones"]) {
      const wanted = Number(Object.fromEntries(kept.text)[`${prefix}-TOTAL_FORMS`] ?? 0);
      while (Number(form.elements[`${prefix}-TOTAL_FORMS`].value) < wanted) addRow(prefix);
    }
    for (const field of form.elements) {
      if (!field.name || NOT_TYPED.includes(field.name) || field.name.endsWith("_FORMS")) continue;
      const values = kept.text.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length > 0) field.value = values[0];
    }
    edition.value = kept.version;
    save();
  }

  // --- What somebody else wrote

  function ask(facts, settle) {
    const told = (side) => facts.differences.map((row) => `${row.label}: ${row[side] || "nothing"}`).join("\n\n");
    showBoth(form, { what: "this objective", facts, mine: told("mine"), theirs: told("theirs"), onChoice });
    function onChoice(chosen) {
      if (chosen !== "theirs") return settle();
      write(key, { text: null });
      location.reload();
    }
  }

  function tellWriting(others = []) {
    const place = document.querySelector("[data-writing]");
    place.textContent = others.map(([name, number]) => `${name} is editing objective ${number} now.`).join(" ");
    place.hidden = others.length === 0;
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
