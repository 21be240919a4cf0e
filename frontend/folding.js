// Parts of a page that fold: which stand open is remembered while the window is open; a link to a place opens its part.
export function foldParts(form, key) {
  const all = form.querySelector("[data-fold]");
  const parts = () => [...form.querySelectorAll("details[data-part]")];
  let printed = [];

  const known = remembered();
  for (const part of known ? parts() : []) part.open = known.includes(part.dataset.part) || part.hasAttribute("data-wrong");
  if (all && parts().length > 0) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const opens = parts().some((part) => !part.open);
      for (const part of parts()) part.open = opens;
    });
  }
  form.addEventListener("toggle", tell, true);
  form.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) show(link.hash);
  });
  window.addEventListener("hashchange", () => show(location.hash));
  window.addEventListener("beforeprint", () => {
    printed = parts().filter((part) => !part.open);
    for (const part of printed) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of printed) part.open = false;
  });
  tell();
  if (location.hash) show(location.hash);

  function tell() {
    if (all) all.textContent = parts().some((part) => !part.open) ? "Open all" : "Fold all";
    try {
      sessionStorage.setItem(key, JSON.stringify(parts().filter((part) => part.open).map((part) => part.dataset.part)));
    } catch {
      // A browser that remembers nothing opens the page anew.
    }
  }

  function remembered() {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function show(hash) {
    const target = hash.length > 1 && document.getElementById(hash.slice(1));
    const part = target && target.closest("details[data-part]");
    if (!part || part.open) return;
    part.open = true;
    target.scrollIntoView();
  }
}
