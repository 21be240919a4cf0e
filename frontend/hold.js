// A meeting while it is held: each item saves as somebody types.
// Every page of it works without this.
import { autosave } from "./autosave.js";
import { forgetOld, keptBy, keyOf, read, write } from "./kept-words.js";
import { saveBeforeLeaving } from "./leaving.js";
import { plain } from "./saving.js";
import { showVersions } from "./versions.js";

const TEXT = ["notes", "rag", "rag_reason", "progress"];
const ADDED = {
  decision: ["code", "reason", "cadence", "category"],
  action: ["what", "owner", "owner_name", "due_on", "days", "rule", "measure", "decision"],
};
const NOT_KEPT = ["csrfmiddlewaretoken", "version", "form_key", "draft", "do", ...TEXT];

const person = document.body.dataset.person;
const form = document.querySelector("form[data-hold]");

forgetOld();
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
if (form) holdItem();
tellWhatIsKept();

// --- What is kept of other items

function tellWhatIsKept() {
  const place = document.querySelector("[data-kept-elsewhere]");
  const others = keptBy(person).filter(([key, kept]) => kept.url && key !== (form && keyOf(person, form.dataset.item)));
  if (!place || others.length === 0) return;
  const list = document.createElement("ul");
  list.className = "govuk-list";
  for (const [, kept] of others) {
    const link = Object.assign(document.createElement("a"), { href: kept.url, textContent: kept.title, className: "govuk-link" });
    const line = document.createElement("li");
    line.append(link, kept.text ? ": words that are not saved" : ": begun and not added");
    list.append(line);
  }
  const words = Object.assign(document.createElement("p"), { className: "govuk-body", textContent: "Kept on this computer and not saved yet:" });
  place.className = "app-panel";
  place.append(words, list);
  place.hidden = false;
}

// --- One item

function holdItem() {
  const key = keyOf(person, form.dataset.item);
  const { version } = form.elements;
  const isStale = Boolean(form.querySelector("[data-versions]")); // the page itself asks what is kept
  let saved = textNow(); // what the service is known to have

  const isDirty = () => !same(textNow(), saved);
  const begun = new Map(halfFields().map((field) => [field.name, valueOf(field)]));
  const saver = autosave(form, {
    edition: "version",
    thing: "item",
    place: "meeting",
    text: textNow,
    isDirty,
    body: Object.entries,
    accept: (text) => { saved = text; },
    news: takeNews,
    isOwn: (facts, tried) => same(tried, pick(facts.theirs)),
    ask: (facts, settle) => showVersions(form, { facts, mine: textNow, onChoice: (chosen) => choose(facts, chosen, settle) }),
    keep,
    forgetMine: () => write(key, { ...read(key), text: null }),
    tellWriting,
  });
  saveBeforeLeaving(form, () => [saver], { goesOn: ["saved"], onlySaves: (value) => value === "save" });
  restore();
  chooseEffect();
  form.elements.code?.addEventListener("change", chooseEffect);

  // --- Fields

  function textNow() {
    const there = TEXT.filter((name) => form.elements[name]);
    return Object.fromEntries(there.map((name) => [name, plain(form.elements[name].value)]));
  }

  function setText(text) {
    for (const name of TEXT) {
      if (form.elements[name] && name in text) form.elements[name].value = text[name];
    }
  }

  function halfFields() {
    return [...form.elements].filter((field) => field.name && field.type !== "submit" && !NOT_KEPT.includes(field.name));
  }

  function valueOf(field) {
    return field.type === "checkbox" ? String(field.checked) : field.value;
  }

  // --- Keeping

  function keep() {
    const changed = halfFields().filter((field) => valueOf(field) !== begun.get(field.name));
    const half = Object.fromEntries(changed.map((field) => [field.name, valueOf(field)]));
    const text = isDirty() ? textNow() : null;
    write(key, { text, version: version.value, half, url: location.pathname, title: form.dataset.title });
  }

  function restore() {
    const kept = read(key);
    const address = new URL(location.href);
    const gone = ADDED[address.searchParams.get("added")] ?? [];
    if (address.searchParams.has("added")) {
      address.searchParams.delete("added");
      history.replaceState(null, "", address);
    }
    const inChange = address.searchParams.has("change") ? ADDED.action : [];
    for (const field of halfFields()) {
      const value = kept.half?.[field.name];
      if (value === undefined || gone.includes(field.name) || inChange.includes(field.name)) continue;
      field.value = value;
      const folded = field.closest("details:not([open])");
      if (folded) folded.open = true;
    }
    if (kept.text && !isStale && !same(kept.text, saved)) {
      setText(kept.text);
      version.value = kept.version;
      saver.save();
    }
    if (!isStale) keep();
  }

  // --- What somebody else wrote

  // While nothing was typed here the boxes say what stands there now.
  function takeNews(facts) {
    setText(facts.theirs);
    saved = textNow();
    return true;
  }

  function choose(facts, chosen, settle) {
    const theirs = pick(facts.theirs);
    if (chosen === "theirs") setText(theirs);
    if (chosen === "both") setText(together(theirs, textNow()));
    saved = theirs;
    settle();
    form.elements.notes.focus();
  }

  function pick(text) {
    return Object.fromEntries(Object.keys(textNow()).map((name) => [name, plain(text[name] ?? "")]));
  }

  // --- Words

  function tellWriting(others = []) {
    const place = document.querySelector("[data-writing]");
    const parts = others.map(([name, title]) => `, and ${name} in “${title}”`);
    place.textContent = `You${parts.join("")}.`;
  }

  function chooseEffect() {
    const place = form.querySelector("[data-effect]");
    const chosen = form.querySelector(`[data-code="${form.elements.code?.value}"]`);
    place.hidden = !chosen;
    place.textContent = chosen?.textContent ?? "";
    for (const group of form.querySelectorAll("[data-for-effect]")) {
      group.hidden = group.dataset.forEffect !== chosen?.dataset.effectOf;
    }
  }
}

// --- Small things

function same(one, other) {
  return Object.keys(one).every((name) => one[name] === plain(other[name] ?? ""));
}

function together(theirs, mine) {
  const joined = (name, between) => [...new Set([theirs[name], mine[name]])].filter(Boolean).join(between);
  return { ...mine, notes: joined("notes", "\n\n"), rag_reason: joined("rag_reason", " ") };
}
