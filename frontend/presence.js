// Who else writes in the draft, and where: said at the top of the page and beside each objective, and aloud when somebody
// comes to the objective in which one is oneself.
//   said   where it is said aloud
//   at()   the number of one's own objective
export function presence(said, at) {
  let before = new Set();

  return function tellWriting(others = []) {
    const place = document.querySelector("[data-writing]");
    place.textContent = others.map(([name, number]) => `${name} is editing objective ${number} now.`).join(" ");
    place.hidden = others.length === 0;
    for (const here of document.querySelectorAll("[data-here]")) {
      const names = others.filter(([, number]) => String(number) === here.dataset.here).map(([name]) => name);
      here.textContent = names.length > 0 ? `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} writing here` : "";
    }
    const beside = new Set(others.filter(([, number]) => String(number) === at()).map(([name]) => name));
    const come = [...beside].filter((name) => !before.has(name));
    if (come.length > 0) said.textContent = `${come.join(" and ")} ${come.length > 1 ? "are" : "is"} editing this objective now, as you are.`;
    before = beside;
  };
}
