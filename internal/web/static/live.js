// A page that is open shows what is new by itself. Where somebody is in the middle of something it only says so.
"use strict";
(() => {
  const told = document.querySelector("[data-live]"), rules = { createHTML: h => h, createScriptURL: u => u };
  if (!told || !window.EventSource) return;
  const policy = window.dlPolicy || (window.dlPolicy = window.trustedTypes ? trustedTypes.createPolicy("dl", rules) : rules);
  const main = () => document.querySelector("main"), all = part => Array.from(main().querySelectorAll(part));
  let at = Number(told.dataset.at), source, used = Date.now(), opened = all("details[open]").length;
  for (const e of ["pointerdown", "keydown", "wheel"]) addEventListener(e, () => { used = Date.now(); }, { passive: true });

  // Nobody is here on a phone that lies about: its page stays as it is, and its session comes to its end.
  const busy = () => Date.now() - used > 6e5 || main().contains(document.activeElement.closest("main *")) || getSelection().toString() ||
    all("details[open]").length !== opened || all("input,textarea,select").some(f => f.options ? f.selectedIndex !== Math.max(0, Array.from(f.options).findIndex(o => o.defaultSelected)) :
      f.value !== f.defaultValue || f.checked !== f.defaultChecked);
  const say = (text, link) => {
    told.textContent = text + " ";
    if (link) told.append(Object.assign(document.createElement("a"), { href: location.href, textContent: link }));
  };
  const show = async n => {
    const page = await fetch(location.href, { credentials: "same-origin" });
    const fresh = page.ok && !page.redirected && new DOMParser().parseFromString(policy.createHTML(await page.text()), "text/html").querySelector("main");
    if (!fresh || busy()) return say(told.dataset.sayNew, told.dataset.sayShow);
    const mark = scrollY > 0 && all("a[href]").find(a => a.getBoundingClientRect().top >= 0), was = mark && mark.getBoundingClientRect().top;
    const kept = main().querySelector(".outbox"), empty = fresh.querySelector(".outbox");
    if (kept && empty) empty.replaceWith(kept);
    main().replaceWith(document.adoptNode(fresh));
    const again = mark && all("a[href]").find(a => a.getAttribute("href") === mark.getAttribute("href"));
    if (again) scrollBy({ top: again.getBoundingClientRect().top - was, behavior: "instant" });
    at = n;
    opened = all("details[open]").length;
    say(told.dataset.sayShown);
  };
  const follow = () => {
    if (source) source.close();
    source = document.hidden ? null : new EventSource(told.dataset.live);
    if (source) source.onmessage = e => {
      const n = Number(e.data);
      if (n > at) busy() ? say(told.dataset.sayNew, told.dataset.sayShow) : show(n).catch(() => {});
    };
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => source && source.close());
  addEventListener("pageshow", e => e.persisted && follow());
  follow();
})();
