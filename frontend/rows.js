// Rows of one kind (actions, milestones) of a part of a page: `data-rows` says of which kind they are. A new one is made
// from the template of its kind, which serves every part of the page.

export function kindsOf(part) {
  return [...part.querySelectorAll("[data-rows]")].map((place) => place.dataset.rows);
}

export function addRow(part, kind) {
  const { prefix = "" } = part.dataset;
  const total = part.elements[`${prefix}${kind}-TOTAL_FORMS`];
  const number = Number(total.value);
  const made = document.createElement("template");
  made.innerHTML = document.querySelector(`template[data-row="${kind}"]`).innerHTML
    .replaceAll("__part__", prefix).replaceAll("__prefix__", number).replaceAll("__number__", number + 1);
  const row = made.content.firstElementChild;
  const key = row.querySelector('[name$="-key"]');
  if (key) key.value = newKey();
  part.querySelector(`[data-rows="${kind}"]`).append(row);
  total.value = number + 1;
  return row;
}

// A box of a row is one line, however it wraps: Return leads to the same box of the next row, a new one after the last.
export function returnGoesOn(part) {
  part.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[data-rows] > *");
    if (event.key !== "Enter" || event.isComposing || !row || event.target.matches("button, [type=checkbox]")) return;
    event.preventDefault();
    const next = row.nextElementSibling ?? addRow(part, row.parentElement.dataset.rows);
    const column = fieldName(event.target.name);
    [...next.elements].find((field) => fieldName(field.name) === column)?.focus();
  });
}

const fieldName = (name) => name.slice(name.lastIndexOf("-") + 1);

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
