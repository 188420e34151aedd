/* Hands the robot check its workers as files of ours: the policy allows no blob: workers. */
const { sha, pbkdf2 } = document.querySelector("altcha-widget").dataset;

for (const size of ["256", "384", "512"]) {
  $altcha.algorithms.set(`SHA-${size}`, () => new Worker(sha));
  $altcha.algorithms.set(`PBKDF2/SHA-${size}`, () => new Worker(pbkdf2));
}
$altcha.defaults.set({ hideFooter: false, hideLogo: true, humanInteractionSignature: false });
