// All objectives of a plan's draft on one page: each saves for itself; the page says how all of them stand, who writes
// where, and what others changed. The page works without this.
import { DatePicker } from "@ministryofjustice/frontend";
import { BEAT } from "./autosave.js";
import { isAwake } from "./awake.js";
import { foldParts } from "./folding.js";
import { forgetOld } from "./kept-words.js";
import { saveBeforeLeaving } from "./leaving.js";
import { writeObjective } from "./objective.js";
import { presence } from "./presence.js";
import { cookie, drawState, facts } from "./saving.js";

const SOON = 1000; // from coming to another objective until others are told
const GOOD = ["saved", "saving"];

const form = document.querySelector("[data-write-all]");
const bar = form.querySelector("[data-page-state]");
const said = form.querySelector("[data-page-said]");
const savers = new Map(); // by the number of the objective
const words = new Map(); // what each said last of how it stands
let at = ""; // the objective in which one writes
let soon = 0;

forgetOld();
const tellWriting = presence(said, () => at);
for (const place of parts()) begin(place);
foldParts(form, `soc-open:${form.dataset.key}`);
saveBeforeLeaving(form, () => [...savers.values()], {
  goesOn: ["saved", "partly", "rule"],
  onlySaves: (value) => value === "all" || value.startsWith("save-"),
});
showAll();
form.addEventListener("focusin", arrived);
form.addEventListener("input", typed);
form.addEventListener("click", asked);
setInterval(beat, BEAT);

function parts() {
  return [...form.querySelectorAll("[data-part]")];
}

// --- One objective

function begin(place) {
  const number = place.dataset.part;
  const mine = (name) => place.querySelector(`[data-part-${name}]`);
  const to = form.querySelector(`[data-to="${number}"]`);
  const title = place.querySelector('[name$="-title"]');
  title.addEventListener("input", () => {
    for (const each of [mine("title"), to.querySelector("[data-to-title]")]) each.textContent = title.value;
  });
  const saver = writeObjective(place.querySelector("[data-write]"), {
    beats: false,
    newsAt: `#objective-${number}`,
    tellWriting,
    renew: () => renew(place),
    shown(state, [told]) {
      words.set(number, told);
      mine("state").textContent = told.charAt(0).toLowerCase() + told.slice(1);
      place.classList.toggle("app-whole__part--warn", !GOOD.includes(state));
      showAll();
    },
    accepted({ counts, lacks }) {
      if (counts === undefined) return;
      mine("counts").textContent = counts.charAt(0).toUpperCase() + counts.slice(1);
      mine("lacks").textContent = lacks ? `still say ${lacks}` : "can go to the school";
      const mark = document.querySelector(`template[data-mark="${lacks ? "needs" : "done"}"]`).content.cloneNode(true);
      to.querySelector("[data-to-state]").replaceChildren(mark);
    },
  });
  savers.set(number, saver);
}

// What stands there now takes the place of what the page shows.
async function renew(place) {
  const number = place.dataset.part;
  const response = await fetch(`${location.pathname}?only=${number}`).catch(() => null);
  if (!response?.ok || response.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = document.adoptNode(page.querySelector(`[data-part="${number}"]`));
  const hadFocus = place.contains(document.activeElement);
  savers.get(number).stop();
  savers.get(number).forgetMine();
  words.delete(number);
  fresh.open = place.open;
  place.replaceWith(fresh);
  for (const picker of fresh.querySelectorAll('[data-module="moj-date-picker"]')) new DatePicker(picker);
  form.querySelector(`[data-to="${number}"] [data-to-title]`).textContent = fresh.querySelector("[data-part-title]").textContent;
  begin(fresh);
  showAll();
  if (hadFocus) fresh.querySelector("summary").focus();
}

// --- The page

function showAll() {
  const bad = [...savers].filter(([, saver]) => !GOOD.includes(saver.state()));
  const numbers = bad.map(([number]) => number);
  if (bad.length === 1) {
    drawState(bar, [`Objective ${numbers[0]}: ${words.get(numbers[0])}`, "Go there", `#objective-${numbers[0]}`], "needs");
  } else if (bad.length > 1) {
    drawState(bar, [`Look at objectives ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}: not everything is saved.`, "Go to the first", `#objective-${numbers[0]}`], "needs");
  } else {
    const isSaving = [...savers.values()].some((saver) => saver.state() === "saving" || saver.isDirty());
    drawState(bar, [isSaving ? "Saving" : "Everything is saved"], isSaving ? "saving" : "saved");
  }
}

function typed(event) {
  const saver = savers.get(event.target.closest("[data-part]")?.dataset.part);
  if (saver && GOOD.includes(saver.state())) showAll();
}

function arrived(event) {
  const number = event.target.closest("[data-write]")?.closest("[data-part]").dataset.part;
  if (!number || number === at) return;
  at = number;
  for (const link of form.querySelectorAll("[data-to]")) {
    const isHere = link.dataset.to === at;
    link.parentElement.classList.toggle("app-agenda__item--now", isHere);
    if (isHere) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
  clearTimeout(soon);
  soon = setTimeout(beat, SOON);
}

// “Show what it says now”
function asked(event) {
  const link = event.target.closest("[data-save-state] a");
  const place = link?.closest("[data-part]");
  if (place && link.getAttribute("href") === `#objective-${place.dataset.part}`) renew(place);
}

// The page is still open. What is wrong with the connection or the session is told by the objective one is in.
async function beat() {
  if (!isAwake() || savers.size === 0) return;
  const body = new URLSearchParams({ person: document.body.dataset.person, at });
  const headers = { "X-CSRFToken": cookie("csrftoken"), Accept: "application/json" };
  const response = await fetch(form.dataset.beatUrl, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
  const news = response?.ok ? await facts(response) : {};
  if (!news.objectives) return (savers.get(at) ?? savers.values().next().value).save({ evenIfClean: true });
  tellWriting(news.writing);
  const there = news.objectives.map(({ number }) => number).join();
  form.querySelector("[data-list-changed]").hidden = there === parts().map((place) => place.dataset.part).join();
  for (const each of news.objectives) takeNews(each);
}

function takeNews(news) {
  const saver = savers.get(news.number);
  if (!saver || saver.asks || saver.isBusy() || news.edition <= saver.edition() || !["saved", "partly", "news"].includes(saver.state())) return;
  const place = saver.part.closest("[data-part]");
  if (saver.state() === "saved" && !saver.part.contains(document.activeElement)) renew(place);
  else if (saver.state() !== "news") saver.tellNews(news);
}
