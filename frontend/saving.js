// What every page that saves by itself has in common.

// How things stand, with its symbol, and a link where something is to be done.
export function drawState(bar, [words, linked, address], state) {
  const symbol = { saved: "done", saving: "waiting" }[state] ?? "needs";
  const mark = document.querySelector(`template[data-mark="${symbol}"]`).content.cloneNode(true);
  const text = Object.assign(document.createElement("span"), { textContent: words });
  if (linked) {
    const link = Object.assign(document.createElement("a"), { href: address, textContent: linked, className: "govuk-link" });
    if (!address.startsWith("#")) Object.assign(link, { target: "_blank", rel: "noopener" });
    text.append(" ", link);
  }
  bar.classList.toggle("app-save--warn", symbol === "needs");
  bar.replaceChildren(mark, text);
}

export function plain(text) {
  return text.replace(/\r\n?/g, "\n").trimEnd();
}

export async function facts(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

export function cookie(name) {
  return document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

export function timeNow() {
  const now = new Date();
  const minutes = now.getMinutes() ? `.${String(now.getMinutes()).padStart(2, "0")}` : "";
  return `${now.getHours() % 12 || 12}${minutes} ${now.getHours() < 12 ? "am" : "pm"}`;
}
