// Buttons and links of a page that saves by itself: first everything is saved, then the page goes on.
//   parts()            what autosave() gave for each part of the form
//   goesOn             the states in which a button's own work may follow
//   onlySaves(value)   whether the button of that value has no work of its own
import { cookie } from "./saving.js";

export function saveBeforeLeaving(form, parts, { goesOn, onlySaves }) {
  let through = false;

  form.addEventListener("submit", submitted);
  document.addEventListener("click", leave);

  // Where the page itself asks what is kept, buttons go straight through.
  function live() {
    return parts().filter((part) => !part.asks);
  }

  async function submitted(event) {
    if (through || live().length === 0) return;
    event.preventDefault();
    const button = event.submitter;
    await saveAll();
    if (!live().every((part) => goesOn.includes(part.state())) || onlySaves?.(button?.value ?? "")) return;
    through = true;
    form.elements.csrfmiddlewaretoken.value = cookie("csrftoken");
    form.requestSubmit(button);
    through = false;
  }

  // Where nothing is to be saved, the service is asked once whether it is still there.
  async function saveAll() {
    const dirty = live().filter((part) => part.isDirty());
    for (const part of dirty.length > 0 ? dirty : live().slice(0, 1)) await part.save({ evenIfClean: true });
  }

  async function leave(event) {
    const theirs = event.target.closest("[data-keep-theirs]");
    if (theirs) return parts().find(({ part }) => part.contains(theirs))?.forgetMine();
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const dirty = live().filter((part) => part.isDirty());
    if (link.getAttribute("href").startsWith("#") || through || dirty.length === 0) return;
    event.preventDefault();
    let isKept = true; // what is not saved is kept on this computer; without a connection the page stays
    for (const part of dirty) isKept &&= (await part.save()) || part.state() !== "offline";
    if (isKept) location.href = link.href;
  }
}
