// The draft of a letter: the pages of its PDF beside the form, made anew as somebody types, and words that are kept.
// The page works without this: a sketch stands in the place of the pages, and a button opens the PDF.
import { keepDraft } from "./keep-draft.js";
import { cookie } from "./saving.js";

const PAUSE = 1500; // after the last key, in milliseconds
const PATIENCE = 45000;
const FIRST_PAGES = 2;

const live = document.querySelector("[data-live]");
const form = document.querySelector("form[data-draft]");
const wide = window.matchMedia("(min-width: 64em)");

if (form) keepDraft(form, document.body.dataset.person);
if (live) showLive();

function showLive() {
  const pages = live.querySelector("[data-live-pages]");
  const sketch = live.querySelector("[data-live-sketch]");
  const said = live.querySelector("[data-live-said]");
  const show = live.querySelector("[data-live-show]");
  let wanted = FIRST_PAGES;
  let shown = null; // the words of the pages that stand here
  let making = false;
  let typedAt = 0;
  let pause = 0;
  let isAskedFor = false; // on a narrow screen, by the button

  form?.addEventListener("input", typed);
  form?.addEventListener("change", typed);
  wide.addEventListener("change", look);
  document.addEventListener("visibilitychange", look);
  pages.addEventListener("scroll", moreIfAtTheEnd, { passive: true });
  show.addEventListener("click", () => {
    isAskedFor = true;
    look();
  });
  look();

  function typed() {
    typedAt = Date.now();
    look();
  }

  // The next picture is asked for after a pause, when none is being made: what was typed last is what it shows.
  function look() {
    clearTimeout(pause);
    const isSeen = wide.matches || isAskedFor;
    show.hidden = isSeen;
    if (!isSeen || document.hidden || making || words() === shown) return;
    pause = setTimeout(make, Math.max(0, typedAt + PAUSE - Date.now()));
  }

  async function make() {
    making = true;
    const asked = words();
    pages.setAttribute("aria-busy", "true");
    try {
      await answered(await ask(asked));
    } catch {
      say(["The preview can’t be made now: there is no connection. Go on typing; it is tried again at the next word."]);
    }
    shown = asked;
    making = false;
    pages.removeAttribute("aria-busy");
    look();
  }

  function words() {
    const fields = form ? [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken") : [];
    return new URLSearchParams([...fields, ["most", wanted]]).toString();
  }

  function ask(asked) {
    const facts = { headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) };
    if (!form) return fetch(`${live.dataset.live}?${asked}`, facts);
    facts.headers["X-CSRFToken"] = cookie("csrftoken");
    return fetch(live.dataset.live, { ...facts, method: "POST", body: new URLSearchParams(asked) });
  }

  async function answered(response) {
    if (response.type === "opaqueredirect" || response.status === 401) {
      return say(["The preview can’t be made: you were signed out. What you typed is kept on this computer."]);
    }
    if (!response.ok) return say(["The preview can’t be made now."]);
    const news = await response.json();
    if (news.refused) return say(["The preview follows once this is put right:"], news.refused);
    await draw(news);
    return say([]);
  }

  // The old pages stay until the new ones can be drawn.
  async function draw({ pages: count, pictures }) {
    const fresh = pictures.map((src, place) => Object.assign(new Image(), { src, alt: `Page ${place + 1} of ${count}` }));
    await Promise.all(fresh.map((image) => image.decode()));
    const at = pages.scrollTop;
    const rest = Object.assign(document.createElement("p"), { className: "govuk-body", textContent: `Page ${fresh.length + 1} of ${count} follows.` });
    pages.replaceChildren(...fresh, ...(fresh.length < count ? [rest] : []));
    const isFirst = pages.hidden;
    pages.hidden = false;
    sketch.hidden = true;
    if (isFirst && isAskedFor) pages.focus();
    pages.scrollTop = at;
  }

  // Pages that nobody looks at are not drawn.
  function moreIfAtTheEnd() {
    const end = pages.lastElementChild;
    if (end?.tagName !== "P" || pages.scrollTop + pages.clientHeight < end.offsetTop - pages.offsetTop - pages.clientHeight / 2) return;
    wanted = pages.querySelectorAll("img").length + FIRST_PAGES;
    look();
  }

  function say(lines, refused = []) {
    const list = Object.assign(document.createElement("ul"), { className: "govuk-list govuk-list--bullet" });
    list.append(...refused.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    const text = [...lines, ...refused].join("\n");
    said.hidden = text === "";
    if (said.dataset.text === text) return; // said once is enough
    said.dataset.text = text;
    said.replaceChildren(...lines, ...(refused.length > 0 ? [list] : []));
  }
}
