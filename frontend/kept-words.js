// Words that were typed and are not saved yet, kept on this computer: by person, then by what they belong to.
const PREFIX = "soc-hold:";
const TWO_WEEKS = 14 * 24 * 60 * 60 * 1000;

export const keyOf = (person, item) => `${PREFIX}${person}:${item}`;

export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

// Nothing is left of an entry that holds neither a text nor half an answer.
export function write(key, kept) {
  try {
    if (kept.text || Object.keys(kept.half ?? {}).length > 0) {
      localStorage.setItem(key, JSON.stringify({ ...kept, at: Date.now() }));
    } else {
      localStorage.removeItem(key);
    }
  } catch {
    // A browser that keeps nothing still saves to the service.
  }
}

export function keptBy(person) {
  return keys(keyOf(person, "")).map((key) => [key, read(key)]);
}

export function forget(person) {
  for (const [key] of keptBy(person)) localStorage.removeItem(key);
}

export function forgetOld() {
  for (const key of keys(PREFIX)) {
    if (Date.now() - (read(key).at ?? 0) > TWO_WEEKS) localStorage.removeItem(key);
  }
}

function keys(beginning) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(beginning));
  } catch {
    return [];
  }
}
