/* The robot check's workers and its manners. A page that shows the picture or the sum in its place
   has no widget. */
const widget = document.querySelector("altcha-widget");

// The policy allows no blob: workers, so they are files of ours.
const handWorkers = ({ sha, pbkdf2 }) => {
  for (const size of ["256", "384", "512"]) {
    $altcha.algorithms.set(`SHA-${size}`, () => new Worker(sha));
    $altcha.algorithms.set(`PBKDF2/SHA-${size}`, () => new Worker(pbkdf2));
  }
  $altcha.defaults.set({ hideFooter: false, hideLogo: true, humanInteractionSignature: false });
};

// Who presses before the proof is ready need not press again: the form goes when it is. A check that
// fails or never comes holds nobody up; the answer to the form then offers the other ways.
const LONGEST_WAIT_MS = 15_000;
const waitForProof = (form) => {
  let working = true;
  let pressed = null;
  const settle = () => {
    working = false;
    // In a turn of its own, since the proof's field is filled after the news of it.
    if (pressed) setTimeout((button) => form.requestSubmit(button), 0, pressed);
    pressed = null;
  };
  widget.addEventListener("statechange", ({ detail }) => {
    if (detail.state === "verifying") working = true;
    else settle();
  });
  form.addEventListener("submit", (event) => {
    if (!working || event.submitter?.formNoValidate) return;
    event.preventDefault();
    if (!pressed) setTimeout(settle, LONGEST_WAIT_MS);
    pressed = event.submitter;
  });
};

if (widget) {
  handWorkers(widget.dataset);
  waitForProof(widget.closest("form"));
}
