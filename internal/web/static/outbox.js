// What is written on a page with a form of data-outbox is kept on the phone until the server says that the log has it. Nothing here says
// "sent" by itself. The sentences stand in the page. Where the phone cannot keep anything, the form is sent as if there were no script.
"use strict";
(() => {
  const box = document.querySelector(".outbox");
  if (!box || !window.indexedDB || !window.AbortController) return;
  const says = box.dataset, mine = e => e.as === says.as;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text }, more);
  const query = part => document.querySelector(part), path = form => new URL(form.action).pathname, place = e => e.to.split("/")[2];

  // The store. It is never emptied by a new version; a connection that the system closed is opened again.
  let opened;
  const open = () => opened || (opened = new Promise((yes, no) => {
    const ask = indexedDB.open("dl", 1);
    ask.onupgradeneeded = () => ask.result.objectStoreNames.contains("waiting") || ask.result.createObjectStore("waiting", { keyPath: "id" });
    ask.onsuccess = () => {
      ask.result.onclose = () => { opened = 0; };
      ask.result.onversionchange = () => { opened = 0; ask.result.close(); };
      yes(ask.result);
    };
    ask.onerror = () => { opened = 0; no(ask.error); };
  }));
  const store = async (mode, work, again) => {
    try {
      const db = await open();
      return await new Promise((yes, no) => {
        const t = db.transaction("waiting", mode, { durability: "strict" });
        const asked = work(t.objectStore("waiting"));
        t.oncomplete = () => yes(asked && asked.result);
        t.onabort = () => no(t.error);
      });
    } catch (e) {
      if (again || e.name !== "InvalidStateError") throw e;
      opened = 0;
      return store(mode, work, true);
    }
  };
  const all = () => store("readonly", s => s.getAll());
  const change = (id, to) => store("readwrite", s => { // what was taken away meanwhile stays away
    s.get(id).onsuccess = e => e.target.result && (to ? s.put(Object.assign(e.target.result, to)) : s.delete(id));
  });

  const random = () => crypto.getRandomValues(new Uint8Array(16)), hex = b => Array.from(b, x => (x + 256).toString(16).slice(1)).join("");

  // A UUIDv7, later than the last one that is kept, whatever the clock says: this is the order in which things are sent.
  const idAfter = last => {
    let at = Math.max(Date.now(), last ? parseInt(last.replace("-", "").slice(0, 12), 16) + 1 : 0);
    const b = random();
    for (let i = 5; i >= 0; i--) { b[i] = at % 256; at = Math.floor(at / 256); }
    b[6] = b[6] & 15 | 112;
    b[8] = b[8] & 63 | 128;
    return hex(b).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  const keep = (e, old) => store("readwrite", s => {
    s.openKeyCursor(null, "prev").onsuccess = c => {
      e.id = idAfter(c.target.result && c.target.result.key);
      if (old) s.delete(old);
      s.put(e);
    };
  });

  const changed = (part, now) => { // what stays as it is keeps the focus, and is not read out again
    const key = JSON.stringify(now);
    if (part.key === key) return false;
    part.key = key;
    part.textContent = "";
    return true;
  };

  // say is the one place that decides what the page says of what waits.
  const heard = { note: "", kept: "", ask: false, sent: false, next: "", lost: false };
  const others = window.BroadcastChannel ? new BroadcastChannel("dl") : {};
  const say = async told => {
    const list = await all().catch(() => []), own = list.filter(mine), lines = [];
    const need = own.filter(e => e.says), coded = own.filter(e => e.code), wait = own.filter(e => !e.says && !e.code);
    const line = (...parts) => lines.push(parts);
    if (heard.note) line(says[heard.note]);
    if (wait.some(e => e.id === heard.kept)) line(says.sayKept);
    if (wait.length) line(fill(says.sayWaiting, { n: wait.length }), outbox.show ? "" : says.page, says.sayPage);
    if (wait.length && heard.ask) line(says.sayAsk, "/sign-in?to=" + encodeURIComponent(location.pathname), says.saySign);
    if (need.length) line(fill(need.length > 1 ? says.sayNeeds : says.sayNeed, { n: need.length }), outbox.show ? "" : says.page, says.sayPage);
    for (const e of coded) line(fill(e.whose ? says.sayGive : says.sayCode, e) + " " + says.sayWrite, outbox.show ? "/claim" : says.page, outbox.show ? says.sayUse : says.sayPage);
    if (heard.lost) line(says.sayNocode);
    else if (heard.sent && !lines.length) line(says.saySent, heard.next, says.saySee);
    if (changed(box, lines)) {
      for (const [text, address, words] of lines) {
        box.append(make("p", text));
        if (address) box.lastChild.append(" ", make("a", words, { href: address }));
      }
    }
    if (outbox.show) outbox.show(list);
    if (!told && others.postMessage) others.postMessage(0);
  };
  others.onmessage = () => say(true);

  // Sending: in order, one at a time, in one tab at a time. What cannot be sent now holds up what follows in its project, and only there.
  const post = async e => {
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), e.large ? 13e4 : 3e4);
    try {
      const body = e.large ? new FormData() : new URLSearchParams();
      const form = e.form.concat([["command", e.id], ["as", e.as], ["proof", e.proof], ["waited", String(Math.max(0, Math.floor((Date.now() - e.at) / 1000)))]]);
      for (const [name, value] of form) if (value instanceof Blob) body.append(name, value, value.name); else body.append(name, value);
      const answer = await fetch(e.to, { method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }, signal: stop.signal });
      if (answer.status === 401) return { ask: true };
      const said = await answer.json().catch(() => ({}));
      if (answer.ok && said.saved === true && said.id) return said;
      const refused = answer.status === 413 || answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status) && said.saved === false;
      return refused ? { problems: said.problems || [] } : {};
    } catch (_) {
      return {};
    } finally {
      clearTimeout(late);
    }
  };
  const round = async () => {
    const held = {};
    heard.ask = false;
    for (;;) {
      const e = (await all()).find(e => mine(e) && !e.says && !e.code && !held[place(e)]);
      if (!e) return Object.keys(held).length > 0;
      const said = await post(e);
      if (said.saved && said.code) await change(e.id, { code: said.code, whose: said.for, form: [], words: "" });
      else if (said.saved) await change(e.id);
      else if (said.problems) await change(e.id, { says: said.problems });
      else held[place(e)] = true;
      if (said.ask) heard.ask = true;
      if (said.saved) {
        Object.assign(heard, { sent: true, next: said.next || "", lost: said.no_code });
        if (query(".nosignal")) query(".nosignal").remove();
      }
      if (e.id === heard.kept && !touched && !document.hidden) {
        if (said.saved && said.next && Date.now() < fresh) return location.assign(said.next);
        if (said.problems) mend(Object.assign(e, { says: said.problems }));
      }
      if (!said.saved) fresh = 0;
      await say();
    }
  };
  let wait = 2000, timer, busy, more;
  const go = async () => {
    clearTimeout(timer);
    if (busy) { more = true; return; }
    busy = true;
    more = false;
    let held = true;
    try {
      held = await (navigator.locks ? navigator.locks.request("dl", round) : round());
    } catch (_) { // the store is closed now, or full
    }
    busy = false;
    await say();
    if (more) return go();
    if (held) timer = setTimeout(go, wait);
    wait = Math.min(2 * wait, 3e5);
  };
  const soon = () => { wait = 2000; return go(); };
  const rules = { createHTML: h => h, createScriptURL: u => u }; // one policy for a page, shared with live.js
  const policy = () => window.dlPolicy || (window.dlPolicy = window.trustedTypes ? trustedTypes.createPolicy("dl", rules) : rules);
  const outbox = window.outbox = { all, store, mine, fill, changed, make, says, path, policy, say, soon, heard }; // for phone.js
  addEventListener("online", soon);
  // Whoever comes Back after somebody left finds nothing.
  addEventListener("pageshow", e => {
    if (!e.persisted) return;
    const blank = is => is ? location.replace("/left") : soon();
    if (gone || !window.caches) blank(gone); else caches.has("left").then(blank);
  });
  document.addEventListener("visibilitychange", () => document.hidden || soon());

  // Forms.
  let touched = true, fresh = 0, plain = false, gone = false;
  const isText = f => /^(text|textarea|file|date|number|search|email|url)$/.test(f.type);
  const clear = outbox.clear = form => {
    form.reset();
    for (const f of form.elements) if (isText(f)) f.value = "";
    for (const f of document.querySelectorAll(".told,.error,[data-added]")) f.remove();
    for (const f of document.querySelectorAll("[aria-invalid]")) f.removeAttribute("aria-invalid");
    for (const f of document.querySelectorAll(".field.wrong")) f.classList.remove("wrong");
    delete form.dataset.mends;
  };
  document.addEventListener("input", () => { touched = true; });
  const added = outbox.added = (form, name, value) => form.append(make("input", "", { type: "hidden", name, value }));
  document.addEventListener("submit", async submitted => {
    const form = submitted.target, d = form.dataset || {};
    const by = submitted.submitter;
    if (d.outbox === undefined || plain || submitted.defaultPrevented || by && by.dataset.plain === "") return;
    const needs = d.needs && form.elements[d.needs], empty = needs && !needs.value.trim(), values = Array.from(new FormData(form));
    if (empty && navigator.onLine && !d.mends && !query("[data-offline]")) return; // the server says what is wrong, and where
    submitted.preventDefault();
    if (by && by.name) values.push([by.name, by.value]);
    const sent = values.filter(([name, v]) => !["command", "as", "proof", "waited"].includes(name) && !(v instanceof Blob && !v.name && !v.size));
    const files = sent.filter(([, v]) => v instanceof Blob);
    heard.note = empty ? "sayEmpty" : files.some(([, v]) => v.size > says.most) ? "sayLarge" : "";
    if (heard.note) { say(); box.scrollIntoView(); return; }
    const words = (needs || Array.from(form.elements).find(f => isText(f) && f.value.trim()) || {}).value || query("h1").textContent;
    const e = { to: path(form), page: location.pathname + location.search.replace(/[?&]open=[^&]*/, ""), as: says.as, at: Date.now(), proof: hex(random()),
      words: words.trim().slice(0, 120), large: files.length > 0, form: sent };
    try {
      await keep(e, d.mends);
    } catch (_) {
      if (navigator.onLine) {
        plain = true;
        if (by && form.requestSubmit) form.requestSubmit(by); else HTMLFormElement.prototype.submit.call(form);
        return;
      }
      heard.note = "sayFull";
      say();
      return;
    }
    clear(form);
    heard.kept = e.id;
    heard.sent = touched = false;
    fresh = d.outbox === "next" ? Date.now() + 5e3 : 0; // who waited longer has gone on
    await say();
    box.scrollIntoView({ block: "nearest" });
    soon();
  });

  // What is seldom needed comes when the page is there: opening again what was refused, and the worker.
  const load = () => outbox.mend ? Promise.resolve() : new Promise(there => {
    const script = document.createElement("script");
    script.src = outbox.policy().createScriptURL(says.more);
    script.onload = there;
    document.head.append(script);
  });
  const mend = e => load().then(() => outbox.mend(e));
  if (navigator.serviceWorker) addEventListener("load", load);
  document.addEventListener("submit", e => {
    if (!e.target.matches("[action='/leave']")) return;
    gone = true;
    query("main").remove();
    if (window.caches && !(navigator.serviceWorker || {}).controller) caches.delete("dl");
  });

  all().then(async list => {
    const given = new URLSearchParams(location.search), e = list.find(e => mine(e) && e.id === given.get("open") && e.says);
    if (e) mend(e);
    const form = query("[data-offline]");
    if (form && !e) for (const f of form.elements) if (f.name === "kind" && f.value === given.get("kind")) f.checked = true;
    if (form && !e && given.get("from")) added(form, "from", given.get("from"));
    soon();
  }, () => {});
})();
