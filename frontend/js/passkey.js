/** A form with data-passkey asks the device for a passkey (get) or to make one (create), and sends its answer along. */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function text(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function asked(options) {
  const wanted = options.publicKey;
  wanted.challenge = bytes(wanted.challenge);
  if (wanted.user) wanted.user.id = bytes(wanted.user.id);
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (wanted[name]) wanted[name].forEach((one) => (one.id = bytes(one.id)));
  }
  return options;
}

function answered(made) {
  const told = { id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: {}, response: {} };
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) told.response[name] = text(made.response[name]);
  }
  return JSON.stringify(told);
}

async function ask(form) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = "";
  let options;
  try {
    const begun = await fetch(form.dataset.begin, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
    });
    options = await begun.json();
    if (!begun.ok) {
      said.textContent = options.reason || said.dataset.failed;
      return;
    }
  } catch {
    said.textContent = said.dataset.failed;
    return;
  }
  try {
    form.elements.answer.value = answered(await navigator.credentials[form.dataset.passkey](asked(options)));
  } catch {
    said.textContent = said.dataset.cancelled;
    return;
  }
  form.submit();
}

export function watchPasskeys() {
  const bare = /^[\d.]+$|:/.test(location.hostname); // browsers make passkeys for names only
  if (bare || !window.PublicKeyCredential || !window.isSecureContext) return;
  document.querySelectorAll("[data-passkey-off]").forEach((one) => (one.hidden = true));
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    let busy = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      ask(form).finally(() => (busy = false));
    });
  });
}
