// Saves a part of a page as somebody types, says how things stand, and loses nothing when the connection or the
// session goes. A part is a form, or a fieldset of one: several of a page save each for itself.
// What is typed, sent and kept is the page's own:
//   edition               what the field is called that says which state of the text this is
//   thing, place          what is written, and where, in the words of the page
//   text(), isDirty()     what stands in the boxes, and whether the service has other words
//   body(text)            the fields to send for it, by name
//   accept(text, facts)   the service has these words now
//   news(facts)           somebody else wrote while nothing was typed here; true if the boxes say it now
//   isOwn(facts, tried, text)   a conflict with one's own words, whose answer was lost on the way
//   ask(facts, settle)    shows both texts; settle() once one was chosen
//   keep()                what isn't saved is kept on this computer
//   forgetMine()          what was typed here is given up
//   tellWriting(others)   who else writes here now
//   beats                 false: the page itself says that it is still open
//   shown(state, words)   how things stand was said
//   newsAt                where a link shows what somebody else wrote
// What comes back is what buttons and links of the page ask (leaving.js).
import { isAwake } from "./awake.js";
import { cookie, drawState, facts, timeNow } from "./saving.js";
import { titleId } from "./versions.js";

const PAUSE = 1500; // after the last key, in milliseconds
const LONGEST = 5000; // from the first word that isn't saved yet
const RETRY = 5000;
export const BEAT = 20000;
const PATIENCE = 10000;

export function autosave(part, page) {
  const { person } = document.body.dataset;
  const bar = part.querySelector("[data-save-state]") ?? document.querySelector("[data-save-state]");
  const said = part.querySelector("[data-save-said]") ?? document.querySelector("[data-save-said]");
  const edition = part.elements[`${part.dataset.prefix ?? ""}${page.edition}`];
  const asks = Boolean(part.querySelector("[data-versions]")); // the page itself asks what is kept
  let state = "saved";
  let notKept = []; // what the service could not take, in words
  let tried = null; // sent, and never answered
  let sending = null;
  let pause = 0;
  let since = 0; // when the first word was typed that isn't saved
  const stopped = new AbortController();
  const { signal } = stopped;

  part.addEventListener("input", typed);
  part.addEventListener("change", typed);
  for (const event of ["online", "focus", "storage"]) window.addEventListener(event, again, { signal });
  document.addEventListener("visibilitychange", again, { signal });
  const timers = [setInterval(again, RETRY)];
  if (page.beats !== false) timers.push(setInterval(beat, BEAT));

  return {
    part,
    save,
    asks,
    state: () => state,
    edition: () => Number(edition.value),
    isBusy: () => Boolean(sending) || page.isDirty(),
    isDirty: page.isDirty,
    forgetMine: page.forgetMine,
    tellNews: (news) => show("news", news),
    stop,
  };

  // The part is no more on the page.
  function stop() {
    stopped.abort();
    for (const timer of timers) clearInterval(timer);
    clearTimeout(pause);
  }

  function typed() {
    page.keep();
    if (asks || !page.isDirty() || state === "conflict") return;
    since ||= Date.now();
    clearTimeout(pause);
    pause = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  }

  function again() {
    if (["offline", "signed-out", "trouble"].includes(state) && !document.hidden) save({ evenIfClean: true });
  }

  function beat() {
    if (isAwake() && ["saved", "partly"].includes(state) && !page.isDirty() && !asks) save({ evenIfClean: true });
  }

  // --- Sending and being answered

  // True when the service has everything that stands in the boxes.
  async function save({ evenIfClean = false } = {}) {
    clearTimeout(pause);
    while (sending) await sending;
    if (state === "conflict" || state === "over") return false;
    if (!page.isDirty() && !evenIfClean) return state === "saved";
    sending = send();
    const good = await sending;
    sending = null;
    if (good && page.isDirty()) typed();
    return good;
  }

  async function send() {
    const isBeat = !page.isDirty();
    const text = page.text();
    if (!isBeat) show("saving");
    const body = new URLSearchParams({ person, [page.edition]: edition.value });
    for (const [name, value] of isBeat ? [["beat", "1"]] : page.body(text)) body.append(name, value);
    let response;
    try {
      response = await fetch(part.dataset.saveUrl, {
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

  function answered(response, news, text, isBeat) {
    if (response.ok && news[page.edition]) return wasSaved(news, text, isBeat);
    if (response.type === "opaqueredirect" || response.status === 401) return show("signed-out", news);
    if (response.status === 403 && !news.reason) return show("signed-out", news);
    if (news.reason === "stale") return wasStale(news, text);
    if (news.reason === "over" || news.reason === "rule") return show(news.reason, news);
    if (response.status === 403 || response.status === 404) return show("refused");
    if (!isBeat) tried = text;
    return show("trouble");
  }

  function wasSaved(news, text, isBeat) {
    page.tellWriting(news.writing);
    const isNew = String(news[page.edition]) !== edition.value;
    if (isBeat) {
      if (isNew && !page.isDirty()) {
        if (!page.news(news)) return show("news", news);
        edition.value = news[page.edition];
        said.textContent = `${news.who} changed this ${page.thing} at ${news.when}.`;
      }
      const next = notKept.length === 0 ? "saved" : "partly";
      return show(next, state === next ? null : { ...news, not_kept: notKept });
    }
    edition.value = news[page.edition];
    notKept = news.not_kept ?? [];
    page.accept(text, news);
    tried = null;
    since = 0;
    page.keep();
    return show(notKept.length === 0 ? "saved" : "partly", news);
  }

  function wasStale(news, text) {
    if (tried !== null && page.isOwn(news, tried, text)) {
      edition.value = news[page.edition];
      page.accept(tried, news);
      tried = null;
      page.keep();
      return page.isDirty() ? send() : show("saved", { saved_at: news.when });
    }
    show("conflict", news);
    page.ask(news, () => settled(news));
    page.keep();
    return false;
  }

  function settled(news) {
    edition.value = news[page.edition];
    state = "saved";
    page.keep();
    if (page.isDirty()) save();
    else show("saved", { saved_at: news.when });
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
      page.shown?.(next, words);
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
      partly: [`Saved at ${news.saved_at ?? timeNow()}, but not all of it: ${news.not_kept?.join(". ")}`],
      news: [`${news.who} changed this ${page.thing}.`, "Show what it says now", page.newsAt ?? location.pathname],
      offline: [`Not saved: no connection since ${timeNow()}. Your words are ${here}; go on typing.`],
      "signed-out": news.reason === "person"
        ? [`Not saved: somebody else is signed in here. Your words are ${here}.`, "Sign in again", part.dataset.signInUrl]
        : [`Not saved: you were signed out. Your words are ${here}.`, "Sign in again in a new tab", part.dataset.signInUrl],
      conflict: [`${news.who} changed this ${page.thing} at ${news.when}.`, "See both versions", `#${titleId(part)}`],
      over: [`Not saved: ${news.message ?? `the ${page.place} was ended.`} Your words are ${here}; copy them from here.`],
      rule: [`Not saved: ${news.message}.`],
      refused: [`Not saved: you can’t write in this ${page.place} any more. Your words are ${here}; copy them from here.`],
      trouble: [`Not saved: the service has a fault. Your words are ${here} and sent again.`],
    }[next];
  }
}
