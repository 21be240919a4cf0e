// An objective of a plan's draft: saves as somebody types, keeps what can't be saved, and shows both texts when two write.
// The page works without this.
import { forgetOld, keyOf, read, write } from "./kept-words.js";
import { cookie, drawState, facts, timeNow } from "./saving.js";
import { showBoth } from "./versions.js";

const PAUSE = 1500; // after the last key, in milliseconds
const LONGEST = 5000; // from the first word that isn't saved yet
const RETRY = 5000;
const BEAT = 20000;
const IDLE = 5 * 60 * 1000; // a page that nobody touches says nothing, so that a session can end
const PATIENCE = 10000;
const NOT_TYPED = ["csrfmiddlewaretoken", "edition", "do"];

const person = document.body.dataset.person;
const form = document.querySelector("form[data-write]");
forgetOld();
if (form) writeObjective();

function writeObjective() {
  const key = keyOf(person, form.dataset.key);
  const bar = document.querySelector("[data-save-state]");
  const said = document.querySelector("[data-save-said]");
  const isStale = Boolean(form.querySelector("#versions")); // the page itself asks what is kept
  let saved = typedNow();
  let tried = ""; // sent, and never answered
  let state = "saved";
  let sending = null;
  let pause = 0;
  let since = 0;
  let touched = Date.now();
  let through = isStale;

  for (const place of form.querySelectorAll("[data-add-place]")) place.hidden = false;
  for (const button of form.querySelectorAll("[data-add-row]")) {
    button.addEventListener("click", () => addRow(button.dataset.addRow).querySelector("input:not([type=hidden])").focus());
  }
  restore();
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", submitted);
  document.addEventListener("click", leave);
  for (const event of ["online", "focus"]) window.addEventListener(event, again);
  for (const event of ["pointerdown", "keydown"]) {
    document.addEventListener(event, () => { touched = Date.now(); }, { passive: true });
  }
  setInterval(again, RETRY);
  setInterval(beat, BEAT);

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

  function keep(words = typedNow()) {
    write(key, { text: words === saved ? null : pairs(), version: form.elements.edition.value, url: location.pathname, title: form.dataset.title });
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
    form.elements.edition.value = kept.version;
    if (typedNow() !== saved) save();
  }

  // --- Saving

  function typed() {
    keep();
    if (through || typedNow() === saved || state === "conflict") return;
    since ||= Date.now();
    clearTimeout(pause);
    pause = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  }

  // True when the service has everything that stands in the boxes.
  async function save({ evenIfClean = false } = {}) {
    clearTimeout(pause);
    while (sending) await sending;
    if (state === "conflict" || state === "over") return false;
    const isClean = typedNow() === saved;
    if (isClean && !evenIfClean) return state === "saved";
    sending = send(isClean);
    const good = await sending;
    sending = null;
    if (good && typedNow() !== saved) typed();
    return good;
  }

  async function send(isBeat) {
    const words = typedNow();
    if (!isBeat) show("saving");
    const body = new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "do"));
    body.set("person", person);
    if (isBeat) body.set("beat", "1");
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
      if (!isBeat) tried = words;
      return show("offline");
    }
    return answered(response, await facts(response), words, isBeat);
  }

  function answered(response, news, words, isBeat) {
    if (response.ok && news.edition) return wasSaved(news, words, isBeat);
    if (response.type === "opaqueredirect" || response.status === 401) return show("signed-out", news);
    if (response.status === 403 && !news.reason) return show("signed-out", news);
    if (news.reason === "stale") return wasStale(news, words);
    if (news.reason === "over" || news.reason === "rule") return show(news.reason, news);
    if (response.status === 403 || response.status === 404) return show("refused");
    if (!isBeat) tried = words;
    return show("trouble");
  }

  function wasSaved(news, words, isBeat) {
    tellWriting(news.writing);
    const isNew = String(news.edition) !== form.elements.edition.value;
    if (isBeat) return isNew && typedNow() === saved ? show("news", news) : show(state === "partly" ? "partly" : "saved", null);
    form.elements.edition.value = news.edition;
    saved = words;
    tried = "";
    since = 0;
    if (news.not_kept.length === 0) {
      keep();
      return show("saved", news);
    }
    write(key, { text: pairs(), version: news.edition, url: location.pathname, title: form.dataset.title });
    return show("partly", news);
  }

  function wasStale(news, words) {
    if (tried === words && news.differences.length === 0) {
      form.elements.edition.value = news.edition; // one's own words, whose answer was lost on the way
      saved = words;
      keep();
      return show("saved", { saved_at: news.when });
    }
    show("conflict", news);
    const told = (side) => news.differences.map((row) => `${row.label}: ${row[side] || "nothing"}`).join("\n\n");
    showBoth(form, { what: "this objective", facts: news, mine: told("mine"), theirs: told("theirs"), onChoice: (kept) => settled(news, kept) });
    keep();
    return false;
  }

  function settled(news, kept) {
    if (kept === "theirs") {
      write(key, { text: null });
      through = true;
      location.reload();
      return;
    }
    form.elements.edition.value = news.edition;
    state = "saved";
    keep();
    save();
  }

  function again() {
    if (["offline", "signed-out", "trouble"].includes(state) && !document.hidden) save({ evenIfClean: true });
  }

  function beat() {
    const awake = !document.hidden && Date.now() - touched < IDLE;
    if (awake && ["saved", "partly"].includes(state) && !through) save({ evenIfClean: true });
  }

  // --- Buttons and links: first everything is saved, then the page goes on

  async function submitted(event) {
    if (through) return;
    event.preventDefault();
    const button = event.submitter;
    await save({ evenIfClean: true });
    if (!["saved", "partly", "rule"].includes(state)) return; // a half-typed row is told by the page itself
    through = true;
    form.elements.csrfmiddlewaretoken.value = cookie("csrftoken");
    form.requestSubmit(button);
    through = false;
  }

  async function leave(event) {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches("[data-keep-theirs]")) return write(key, { text: null });
    if (link.getAttribute("href").startsWith("#") || through || typedNow() === saved) return;
    event.preventDefault();
    await save();
    location.href = link.href; // what is not saved is kept on this computer
  }

  // --- Words

  // Shows how things stand; says it aloud only when it turns bad or good again. False unless all is well.
  function show(next, news = {}) {
    const wasBad = !["saved", "saving"].includes(state);
    if (next === "saving" && wasBad) return false;
    const isNews = next !== state && next !== "saving";
    state = next;
    if (news) {
      const words = wordsOf(next, news);
      drawState(bar, words, next);
      if (isNews && next !== "saved") said.textContent = words[0];
      if (isNews && next === "saved" && wasBad) said.textContent = "Everything is saved again.";
    }
    return next === "saved";
  }

  function wordsOf(next, news) {
    const here = "kept on this computer";
    return {
      saved: [`Saved at ${news.saved_at ?? timeNow()}`],
      saving: ["Saving"],
      partly: [`Saved at ${news.saved_at}, but not all of it: ${news.not_kept?.join(". ")}`],
      news: [`${news.who} changed this objective.`, "Show what it says now", location.pathname],
      offline: [`Not saved: no connection since ${timeNow()}. Your words are ${here}; go on typing.`],
      "signed-out": news.reason === "person"
        ? [`Not saved: somebody else is signed in here. Your words are ${here}.`, "Sign in again", form.dataset.signInUrl]
        : [`Not saved: you were signed out. Your words are ${here}.`, "Sign in again in a new tab", form.dataset.signInUrl],
      conflict: [`${news.who} changed this objective at ${news.when}.`, "See both versions", "#versions-title"],
      over: [`Not saved: ${news.message} Your words are ${here}; copy them from here.`],
      rule: [`Not saved: ${news.message}.`],
      refused: [`Not saved: you can’t write in this draft any more. Your words are ${here}; copy them from here.`],
      trouble: [`Not saved: the service has a fault. Your words are ${here} and sent again.`],
    }[next];
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
