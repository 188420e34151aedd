/* Hands the robot check its workers as files of ours: the policy allows no blob: workers. A page that
   shows the picture or the sum in its place has no widget. */
const widget = document.querySelector("altcha-widget");

if (widget) {
  const { sha, pbkdf2 } = widget.dataset;
  for (const size of ["256", "384", "512"]) {
    $altcha.algorithms.set(`SHA-${size}`, () => new Worker(sha));
    $altcha.algorithms.set(`PBKDF2/SHA-${size}`, () => new Worker(pbkdf2));
  }
  $altcha.defaults.set({ hideFooter: false, hideLogo: true, humanInteractionSignature: false });
}
