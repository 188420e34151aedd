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
// has failed holds nobody up; the answer to the form then offers the other ways.
const waitForProof = (form) => {
  let state = "verifying";
  let pressed = null;
  widget.addEventListener("statechange", (event) => {
    state = event.detail.state;
    if (!pressed || state === "verifying" || state === "unverified") return;
    const button = pressed;
    pressed = null;
    setTimeout(() => form.requestSubmit(button));
  });
  form.addEventListener("submit", (event) => {
    const ready = form.elements.altcha?.value || state === "error";
    if (ready || event.submitter?.formNoValidate) return;
    event.preventDefault();
    pressed = event.submitter;
  });
};

if (widget) {
  handWorkers(widget.dataset);
  waitForProof(widget.closest("form"));
}
