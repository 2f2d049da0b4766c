// Passkeys, and the code that a card holds behind the # of its address. Every page does without: it has a form for the same.
"use strict";
(() => {
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // The code of a card: typed in for the person, and out of the address, so that the browser keeps it nowhere.
  const code = document.getElementById("code");
  if (code && location.hash.length > 1) {
    code.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
  }

  // What waits on this phone is counted, and no more.
  const waits = document.querySelector(".waits");
  if (waits && window.indexedDB) {
    const ask = indexedDB.open("dl", 1);
    ask.onupgradeneeded = () => ask.transaction.abort(); // nothing was ever kept here
    ask.onsuccess = () => {
      const count = ask.result.transaction("waiting").objectStore("waiting").count();
      count.onsuccess = () => {
        const n = count.result;
        waits.hidden = !n;
        waits.textContent = n === 1 ? waits.dataset.sayOne : waits.dataset.sayMany.replace("{n}", n);
        ask.result.close();
      };
    };
  }

  const send = async (address, values) => {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(values), credentials: "same-origin" });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.says);
    return said;
  };

  const make = async key => {
    const k = key.publicKey;
    k.challenge = bytes(k.challenge);
    k.user.id = bytes(k.user.id);
    for (const c of k.excludeCredentials || []) c.id = bytes(c.id);
    const made = await navigator.credentials.create(key);
    return {
      id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(),
      response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) },
    };
  };

  const use = async key => {
    const k = key.publicKey;
    k.challenge = bytes(k.challenge);
    for (const c of k.allowCredentials || []) c.id = bytes(c.id);
    const used = await navigator.credentials.get(key);
    const r = used.response;
    return {
      id: used.id, rawId: text(used.rawId), type: used.type, clientExtensionResults: used.getClientExtensionResults(),
      response: {
        clientDataJSON: text(r.clientDataJSON), authenticatorData: text(r.authenticatorData), signature: text(r.signature),
        userHandle: r.userHandle ? text(r.userHandle) : null,
      },
    };
  };

  for (const way of document.querySelectorAll("[data-passkey]")) {
    const button = way.querySelector("button"), told = way.querySelector("[role=status]");
    told.textContent = "";
    if (!window.PublicKeyCredential) {
      told.textContent = "Your browser does not know passkeys.";
      continue;
    }
    way.hidden = button.hidden = false;
    button.addEventListener("click", async () => {
      const form = way.closest("form"), address = way.dataset.address;
      const given = new FormData(form), values = { to: given.get("to") || "", device: given.get("device") || "" };
      told.textContent = "Your device asks you now.";
      try {
        const begun = await send(address + "/begin", values);
        const answer = await (way.dataset.passkey === "make" ? make : use)(begun.options);
        const done = await send(address, { ...values, handle: begun.handle, answer: JSON.stringify(answer) });
        location.assign(done.to);
      } catch (e) {
        told.textContent = e.name === "Error" ? e.message : "Your device did not answer. Try again, or use another way.";
      }
    });
  }
})();
