// Whether somebody is at the page: one that nobody touches says nothing to the service, so that a session can end.
const IDLE = 5 * 60 * 1000;

let touched = Date.now();
for (const event of ["pointerdown", "keydown"]) {
  document.addEventListener(event, () => { touched = Date.now(); }, { passive: true });
}

export const isAwake = () => !document.hidden && Date.now() - touched < IDLE;
