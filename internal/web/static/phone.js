// What outbox.js seldom needs: opening again what was refused, and the page "This phone".
"use strict";
(() => {
  const phone = document.querySelector(".phone"), box = window.outbox;
  if (!box) return;
  const says = box.says;

  // mend opens what was refused in its form, with its words and with what the server said.
  box.mend = e => {
    const form = Array.from(document.querySelectorAll("form[data-outbox]")).find(f => box.path(f) === e.to);
    if (!form) return;
    box.clear(form);
    form.dataset.mends = e.id;
    for (const f of form.elements) if (/^(checkbox|radio)$/.test(f.type)) f.checked = e.form.some(([n, v]) => n === f.name && v === f.value);
    for (const [name, value] of e.form) {
      const f = Array.from(form.elements).filter(f => f.name === name);
      if (value instanceof Blob) {
        const to = f.find(f => !f.value);
        try {
          const held = new DataTransfer();
          held.items.add(value);
          to.files = held.files;
          to.before(box.make("p", box.fill(says.sayAgain, { name: value.name }), { className: "hint" }));
          to.previousSibling.dataset.added = "";
        } catch (_) {
          // It must be chosen again.
        }
      } else if (!f.length) box.added(form, name, value);
      else if (!/^(checkbox|radio)$/.test(f[0].type)) {
        f[0].value = value;
        if (f[0].value !== value) { f[0].append(box.make("option", says.sayChosen, { value })); f[0].value = value; }
      } else if (!f.some(f => f.checked && f.value === value)) box.added(form, name, value);
    }
    const list = box.make("ul", ""), told = box.make("div", "", { className: "problems", tabIndex: -1 });
    told.setAttribute("role", "alert");
    told.append(box.make("h2", says.sayProblem), list);
    for (const p of e.says.length ? e.says : [{ says: says.sayUnclear }]) {
      const f = p.field && document.getElementById(p.field), item = box.make("li", f ? "" : p.says);
      list.append(item);
      if (!f) continue;
      item.append(box.make("a", p.says, { href: "#" + p.field }));
      f.setAttribute("aria-invalid", "true");
      (f.closest("fieldset") || f).before(box.make("p", p.says, { className: "error" }));
      for (let d = f.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    }
    const around = box.make("div", "", { className: "told" });
    around.append(told);
    form.before(around);
    told.focus();
  };

  // The worker keeps pages that hold nobody's words, and what they need. Leaving takes them away; outbox.js and the worker see to it.
  const shells = async () => {
    await navigator.serviceWorker.register(box.policy().createScriptURL("/sw.js"));
    const kept = await caches.open("dl"), parts = document.querySelectorAll("link[rel=stylesheet],link[rel=icon],link[rel=manifest],script[src]");
    const pages = says.shells.split(" ").map(s => s + "&as=" + says.as + "&in=" + document.documentElement.lang);
    for (const u of pages.concat(says.more, Array.from(parts, p => p.href || p.src))) {
      const had = await kept.match(u);
      // The project that was used last comes last.
      if (had && !u.startsWith(says.page)) continue;
      const page = had || await fetch(u, { credentials: "same-origin" });
      if (!page.ok || page.redirected) continue;
      if (!had) await kept.delete(u, { ignoreSearch: true });
      await kept.put(u, page);
    }
  };
  if (navigator.serviceWorker && window.caches) shells().catch(() => {});

  if (!phone) return;
  const find = name => phone.querySelector(name), said = phone.dataset, sure = find(".sure");
  let act;
  const ask = (text, then) => {
    sure.hidden = false;
    find("#sure").textContent = text;
    find("#sure").focus();
    act = then;
  };
  // Each sort of what is kept has its sentence: what is not sent, and codes, of who is here and of somebody else.
  const count = (list, mine, code, name) => {
    const n = list.filter(e => box.mine(e) === mine && !e.code === !code).length;
    return n ? box.fill(said[n > 1 && said[name + "s"] ? name + "s" : name], { n }) + " " : "";
  };
  const codes = list => count(list, true, true, "sayCode") + count(list, false, true, "sayElse");
  const away = id => box.store("readwrite", s => { s.delete(id); });
  box.show = list => {
    const own = list.filter(box.mine);
    phone.hidden = false;
    document.querySelector(".plain").hidden = true;
    find(".count").textContent = list.length ? count(list, false, false, "sayOther") + codes(list) : said.sayNone;
    if (!box.changed(find("ul"), own)) return;
    const lang = document.documentElement.lang;
    for (const e of own) {
      const item = find("template").content.cloneNode(true), at = name => item.querySelector(name);
      at(".words").textContent = e.code || e.words;
      at(".when").textContent = new Date(e.at).toLocaleString(lang === "en" ? "en-GB" : lang, { dateStyle: "long", timeStyle: "short" });
      at(".state").textContent = e.code ? said.sayTold : e.says ? said.sayCheck : said.sayWaits;
      at(".open").href = e.page + (e.page.includes("?") ? "&" : "?") + "open=" + e.id;
      at(".open").hidden = !e.says;
      at(".away").onclick = () => e.code ? away(e.id).then(() => box.say()) : ask(said.sayOne, () => away(e.id));
      find("ul").append(item);
    }
  };
  const clearAll = async () => {
    await box.store("readwrite", s => { s.clear(); });
    if (window.caches) await caches.delete("dl");
    if (navigator.serviceWorker) for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister();
    box.heard.sent = box.heard.lost = false;
    said.sayNone = said.sayCleared;
  };
  // Elsewhere it stands for a page that we could not reach.
  for (const bad of document.querySelectorAll(".nosignal")) bad.hidden = location.pathname === says.page;
  find(".now").onclick = box.soon;
  find(".clear").onclick = async () => {
    const list = await box.all(), lost = count(list, true, false, "sayLose") + count(list, false, false, "sayOther") + codes(list);
    if (lost) ask(said.sayReally + " " + lost + said.sayGone, clearAll); else clearAll().then(() => box.say());
  };
  find(".no").onclick = () => { sure.hidden = true; };
  find(".yes").onclick = () => { sure.hidden = true; act().then(() => box.say()); };
  box.say();
})();
