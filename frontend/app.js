// Starts the components. Every page works without it.
import accessibleAutocomplete from "accessible-autocomplete";
import { initAll } from "govuk-frontend";
import { initAll as initMoj, FilterToggleButton } from "@ministryofjustice/frontend";
import { keepTyped } from "./keep-typed.js";
import { forget, keptBy } from "./kept-words.js";

initAll();
initMoj();

for (const filter of document.querySelectorAll('[data-module="moj-filter"]')) {
  new FilterToggleButton(filter, {
    bigModeMediaQuery: "(min-width: 64em)",
    startHidden: false,
    toggleButton: { showText: "Show filters", hideText: "Hide filters", classes: "govuk-button--secondary" },
    toggleButtonContainer: { selector: ".moj-action-bar__filter" },
    closeButton: { text: "Close" },
    closeButtonContainer: { selector: ".moj-filter__header-action" },
  });
}

// A long list of schools or people is found by typing a part of the name.
for (const select of document.querySelectorAll("select[data-autocomplete]")) {
  accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    defaultValue: select.value ? select.options[select.selectedIndex].text : "",
    showAllValues: true,
    preserveNullOptions: true,
    tNoResults: () => "Nothing found",
  });
}

// The agenda is open beside the work on a wide screen and folded above it on a phone.
const wide = window.matchMedia("(min-width: 64em)");
for (const agenda of document.querySelectorAll("details.app-agenda")) {
  const fit = () => { agenda.open = wide.matches; };
  fit();
  wide.addEventListener("change", fit);
}

if (document.body.dataset.person) keepTyped(document.body.dataset.person);

// Whoever signs out leaves no words behind on a computer that others use.
document.querySelector('form[action$="/logout/"]')?.addEventListener("submit", (event) => {
  const { person } = document.body.dataset;
  const question = "Words that you typed are not saved yet. Sign out and delete them from this computer?";
  if (person && keptBy(person).length > 0 && !window.confirm(question)) event.preventDefault();
  else if (person) forget(person);
});

// What the worker is busy with is looked at again and again; when it is done, the page is fetched anew.
for (const part of document.querySelectorAll("[data-look-again]")) {
  const look = async () => {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (fresh?.hasAttribute("data-look-again")) part.innerHTML = fresh.innerHTML;
    else window.location.reload();
  };
  setInterval(look, Number(part.dataset.lookAgain) * 1000);
}
