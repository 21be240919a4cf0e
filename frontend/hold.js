// A meeting while it is held: saves as somebody types, and loses nothing when the connection or the session goes.
// Every page of it works without this.
import { forgetOld, keptBy, keyOf, read, write } from "./kept-words.js";
import { cookie, drawState, facts, plain, timeNow } from "./saving.js";
import { showVersions } from "./versions.js";

const PAUSE = 1200; // after the last key, in milliseconds
const LONGEST = 5000; // from the first word that isn't saved yet
const RETRY = 5000;
const BEAT = 20000;
const IDLE = 5 * 60 * 1000; // a page that nobody touches says nothing, so that a session can end
const PATIENCE = 10000;
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
  const bar = document.querySelector("[data-save-state]");
  const said = document.querySelector("[data-save-said]");
  let version = form.elements.version.value;
  let saved = textNow(); // what the service is known to have
  let tried = null; // sent, and never answered
  let state = "saved";
  let sending = null;
  let pause = 0;
  let since = 0; // when the first word was typed that isn't saved
  let touched = Date.now();
  let through = Boolean(form.querySelector("#versions")); // the page itself asks what is kept: its buttons go straight through

  const isDirty = () => !same(textNow(), saved);
  const begun = new Map(halfFields().map((field) => [field.name, valueOf(field)]));

  restore();
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", submitted);
  document.addEventListener("click", leave);
  for (const event of ["online", "focus", "storage"]) window.addEventListener(event, again);
  document.addEventListener("visibilitychange", again);
  for (const event of ["pointerdown", "keydown"]) {
    document.addEventListener(event, () => { touched = Date.now(); }, { passive: true });
  }
  setInterval(again, RETRY);
  setInterval(beat, BEAT);
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
    write(key, { text, version, half, url: location.pathname, title: form.dataset.title });
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
    if (kept.text && !through && !same(kept.text, saved)) {
      setText(kept.text);
      version = kept.version;
      save();
    }
    if (!through) keep();
  }

  // --- Saving

  function typed() {
    keep();
    if (through || !isDirty() || state === "conflict") return;
    since ||= Date.now();
    clearTimeout(pause);
    pause = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  }

  // True when the service has everything that stands in the boxes.
  async function save({ evenIfClean = false } = {}) {
    clearTimeout(pause);
    while (sending) await sending;
    if (state === "conflict" || state === "over") return false;
    if (!isDirty() && !evenIfClean) return true;
    sending = send(!isDirty());
    const good = await sending;
    sending = null;
    if (good && isDirty()) typed();
    return good;
  }

  async function send(isBeat) {
    const text = textNow();
    if (!isBeat) show("saving");
    const body = new URLSearchParams({ ...(isBeat ? { beat: 1 } : text), version, person });
    let response;
    try {
      response = await fetch(form.dataset.saveUrl, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": cookie("csrftoken"), Accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      if (!isBeat) tried = text;
      return show("offline");
    }
    return answered(response, await facts(response), text, isBeat);
  }

  function answered(response, facts, text, isBeat) {
    if (response.ok && facts.version) return wasSaved(facts, text, isBeat);
    if (response.type === "opaqueredirect" || response.status === 401) return show("signed-out", facts);
    if (response.status === 403 && !facts.reason) return show("signed-out", facts);
    if (facts.reason === "stale") return wasStale(facts);
    if (facts.reason === "over") return show("over", facts);
    if (facts.reason === "rule") return show("rule", facts);
    if (response.status === 403 || response.status === 404) return show("refused");
    if (!isBeat) tried = text;
    return show("trouble");
  }

  function wasSaved(facts, text, isBeat) {
    tellWriting(facts.writing);
    if (isBeat) {
      if (facts.theirs && !isDirty()) takeNews(facts);
      return show("saved", state === "saved" ? null : facts);
    }
    version = String(facts.version);
    form.elements.version.value = version;
    saved = text;
    tried = null;
    since = 0;
    keep();
    return show("saved", facts);
  }

  // Somebody else wrote while nothing was typed here: the boxes say what stands there now.
  function takeNews(facts) {
    setText(facts.theirs);
    saved = textNow();
    version = String(facts.version);
    form.elements.version.value = version;
    said.textContent = `${facts.who} changed this item at ${facts.when}.`;
  }

  function wasStale(facts) {
    if (tried && same(tried, pick(facts.theirs))) {
      // One's own words, whose answer was lost on the way.
      saved = tried;
      tried = null;
      version = String(facts.version);
      return isDirty() ? send(false) : show("saved", { saved_at: facts.when });
    }
    show("conflict", facts);
    showVersions(form, { facts, mine: textNow, onChoice: (kept) => settled(facts, kept) });
    keep();
    return false;
  }

  function settled(facts, kept) {
    const theirs = pick(facts.theirs);
    if (kept === "theirs") setText(theirs);
    if (kept === "both") setText(together(theirs, textNow()));
    version = String(facts.version);
    form.elements.version.value = version;
    saved = theirs;
    state = "saved";
    keep();
    if (isDirty()) save();
    else show("saved", { saved_at: facts.when });
    form.elements.notes.focus();
  }

  function pick(text) {
    return Object.fromEntries(Object.keys(textNow()).map((name) => [name, plain(text[name] ?? "")]));
  }

  function again() {
    if (["offline", "signed-out", "trouble"].includes(state) && !document.hidden) save({ evenIfClean: true });
  }

  function beat() {
    const awake = !document.hidden && Date.now() - touched < IDLE;
    if (awake && state === "saved" && !isDirty() && !through) save({ evenIfClean: true });
  }

  // --- Buttons and links: first everything is saved, then the page goes on

  async function submitted(event) {
    if (through) return;
    event.preventDefault();
    const button = event.submitter;
    const good = await save({ evenIfClean: true });
    if (!good || button?.value === "save") return;
    through = true;
    form.elements.csrfmiddlewaretoken.value = cookie("csrftoken");
    form.requestSubmit(button);
    through = false;
  }

  async function leave(event) {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches("[data-keep-theirs]")) return write(key, { ...read(key), text: null });
    if (link.getAttribute("href").startsWith("#") || through || !isDirty()) return;
    event.preventDefault();
    if ((await save()) || state !== "offline") location.href = link.href;
  }

  // --- Words

  // Shows how things stand; says it aloud only when it turns bad or good again. False unless all is well.
  function show(next, facts = {}) {
    const isNews = next !== state && next !== "saving";
    const wasBad = !["saved", "saving"].includes(state);
    if (next === "saving" && wasBad) return false;
    state = next;
    if (facts) {
      const words = wordsOf(next, facts);
      drawState(bar, words, next);
      if (isNews && next !== "saved") said.textContent = words[0];
      if (isNews && next === "saved" && wasBad) said.textContent = "Everything is saved again.";
    }
    return next === "saved";
  }

  function wordsOf(next, facts) {
    const here = "kept on this computer";
    return {
      saved: [`Saved at ${facts.saved_at ?? timeNow()}`],
      saving: ["Saving"],
      offline: [`Not saved: no connection since ${timeNow()}. Your words are ${here}; go on typing.`],
      "signed-out": facts.reason === "person"
        ? [`Not saved: somebody else is signed in here. Your words are ${here}.`, "Sign in again", form.dataset.signInUrl]
        : [`Not saved: you were signed out. Your words are ${here}.`, "Sign in again in a new tab", form.dataset.signInUrl],
      conflict: [`${facts.who} changed this item at ${facts.when}.`, "See both versions", "#versions-title"],
      over: [`Not saved: ${facts.message ?? "the meeting was ended."} Your words are ${here}; copy them from here.`],
      rule: [`Not saved: ${facts.message}.`],
      refused: [`Not saved: you can’t write in this meeting any more. Your words are ${here}; copy them from here.`],
      trouble: [`Not saved: the service has a fault. Your words are ${here} and sent again.`],
    }[next];
  }

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
