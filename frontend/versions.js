// Two texts, side by side, and the choice between them.
const NAMES = { notes: "", rag: "Judgement: ", progress: "Progress: ", rag_reason: "Why: " };

// Two texts of one item of a meeting.
export function showVersions(part, { facts, mine, onChoice }) {
  const words = mine();
  const theirs = inWords(facts.theirs, Object.keys(words));
  showBoth(part, { what: "this item", facts, mine: inWords(words), theirs, onChoice });
}

// The title of the two texts of a part: several parts of a page may show theirs at once.
export const titleId = (part) => `${part.dataset.prefix ?? ""}versions-title`;

export function showBoth(part, { what, facts, mine, theirs, onChoice }) {
  const place = part.querySelector("[data-conflict]");
  const panel = document.querySelector("template[data-conflict-form]").content.cloneNode(true);
  const title = panel.querySelector("[data-title]");
  title.id = titleId(part);
  panel.firstElementChild.setAttribute("aria-labelledby", title.id);
  title.textContent = `${facts.who} changed ${what} at ${facts.when}, while you were writing`;
  panel.querySelector("[data-theirs-title]").textContent = `${facts.who}, ${facts.when}`;
  panel.querySelector("[data-mine]").textContent = mine;
  panel.querySelector("[data-theirs]").textContent = theirs;
  for (const button of panel.querySelectorAll("[data-keep]")) {
    button.addEventListener("click", () => {
      place.replaceChildren();
      place.hidden = true;
      onChoice(button.dataset.keep);
    });
  }
  place.replaceChildren(panel);
  place.hidden = false;
}

function inWords(text, names = Object.keys(text)) {
  const lines = names.filter((name) => text[name]).map((name) => `${NAMES[name]}${text[name]}`);
  return lines.join("\n\n") || "Nothing.";
}
