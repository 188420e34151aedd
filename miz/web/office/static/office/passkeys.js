/* Passkeys: asks the browser for what stands in data-options and sends its answer with the form.
   Where the browser knows no passkeys, or the page is open under another name than the one they are
   bound to, the part stays hidden and the code is typed. */
(() => {
  "use strict";

  const key = window.PublicKeyCredential;
  const readers = {
    create: (options) => navigator.credentials.create({
      publicKey: key.parseCreationOptionsFromJSON(options),
    }),
    get: (options) => navigator.credentials.get({
      publicKey: key.parseRequestOptionsFromJSON(options),
    }),
  };
  if (!key || !key.parseCreationOptionsFromJSON) return;

  const here = (name) => location.hostname === name || location.hostname.endsWith(`.${name}`);

  document.querySelectorAll("[data-passkey-for]").forEach((button) => {
    button.hidden = !here(button.dataset.passkeyFor);
  });

  document.querySelectorAll("[data-passkey]").forEach((part) => {
    const options = JSON.parse(part.dataset.options);
    if (!here(options.rpId ?? options.rp.id)) return;
    const failed = part.querySelector("[data-passkey-failed]");
    const field = part.querySelector("input[name=passkey]");
    part.hidden = false;
    part.querySelector("[data-passkey-start]").addEventListener("click", async () => {
      failed.hidden = true;
      try {
        const answer = await readers[part.dataset.passkey](options);
        field.value = JSON.stringify(answer.toJSON());
        field.form.requestSubmit();
      } catch {
        // Whoever closes the browser's question has not failed at anything else.
        failed.hidden = false;
      }
    });
  });
})();
