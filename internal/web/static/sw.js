// Shows what the phone kept when the site cannot be reached, and sees to it that who leaves has left. What it shows was put there by
// phone.js: pages without anybody's words.
"use strict";
// left is there from leaving until the site knows of it, and holds the empty page.
const kept = "dl", left = "left";
const known = async path => await caches.has(kept) ? (await (await caches.open(kept)).keys()).filter(k => path.test(new URL(k.url).pathname)) : [];
const within = (ms, work) => Promise.race([work.catch(() => {}), new Promise(late => setTimeout(late, ms))]);
// Whether somebody left, and the site does not know it yet: a promise at first.
let going = caches.has(left).then(is => going = is);
addEventListener("install", () => skipWaiting());
addEventListener("activate", e => e.waitUntil(clients.claim()));
addEventListener("fetch", e => {
  const r = e.request, u = new URL(r.url), goes = r.mode === "navigate", sends = r.method === "POST";
  if (u.origin !== location.origin) return;
  if (sends && u.pathname === "/leave") return e.respondWith(leave());
  // Who signs in may be somebody else than the one for whom the pages were kept.
  if (/^\/(join|sign-in\/.+)$/.test(u.pathname) || sends && u.pathname === "/sign-in") e.waitUntil(caches.delete(kept));
  if (!sends && u.pathname.startsWith("/assets/")) return e.respondWith(caches.match(r).then(a => a || fetch(r)));
  const of = /^\/(?:p\/[^/]+(?:\/(write|phone))?)?$/.exec(u.pathname), page = goes && !sends && of;
  const answer = () => page ? show(r, of[1] === "write" ? u.pathname + "/shell" : u.pathname, of[1]) : fetch(r);
  // A form that a browser sends by itself is not passed on from here: another site may have made it send it.
  if (going && goes && sends) return going === true && e.respondWith(Response.redirect("/left", 303));
  if (going && goes !== sends) return e.respondWith(finish().then(done => done ? answer() : goes ? empty() : Response.error()));
  if (page) e.respondWith(answer());
});
// Where the site cannot be reached, its homes are "This phone": of the project that was used last where the address names none.
async function show(r, path, own) {
  const at = own ? path : path === "/" ? (await known(/^\/p\/[^/]+\/phone$/)).pop() : path + "/phone";
  const page = at && await caches.match(at, { ignoreSearch: true });
  if (!page) return fetch(r);
  const a = await within(own ? 4e3 : 9e3, fetch(r));
  return a && a.status <= 500 ? a : page;
}
// leave is kept before it is sent: the signal may be lost, or the phone switched off.
async function leave() {
  await going;
  going = true;
  const to = await caches.open(left);
  for (const k of await known(/^\/left$|\.css$/)) await to.put(k, await caches.match(k));
  await caches.delete(kept);
  for (const c of await clients.matchAll()) if (c.visibilityState === "hidden") c.navigate("/left");
  await within(3e3, finish());
  return Response.redirect("/left", 303);
}
// finish says whether nobody is signed in any more who left.
async function finish() {
  if (!await going) return true;
  const a = await within(9e3, fetch("/leave", { method: "POST", redirect: "manual" }));
  if (!a || a.status >= 500) return false;
  await caches.delete(left);
  going = false;
  return true;
}
const empty = async () => await caches.match("/left", { ignoreSearch: true }) || new Response(new Blob([], { type: "text/html" }));
