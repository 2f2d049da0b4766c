// Shows the form and "This phone" when the site cannot be reached. What it shows was put there by outbox.js: pages without anybody's words.
"use strict";
const kept = "dl";
addEventListener("install", () => skipWaiting());
addEventListener("activate", e => e.waitUntil(clients.claim()));
addEventListener("fetch", e => {
  const r = e.request, u = new URL(r.url);
  if (u.origin !== location.origin) return;
  if (r.method === "POST" && u.pathname === "/leave") e.waitUntil(caches.delete(kept));
  if (r.method !== "GET") return;
  if (u.pathname.startsWith("/assets/")) return e.respondWith(caches.match(r).then(a => a || fetch(r)));
  const page = r.mode === "navigate" && /^\/p\/[^/]+\/(write|phone)$/.exec(u.pathname);
  if (page) e.respondWith(show(r, u.pathname + (page[1] === "write" ? "/shell" : "")));
});
async function show(r, path) {
  const page = await caches.match(path, { ignoreSearch: true });
  if (!page) return fetch(r);
  return Promise.race([
    fetch(r).then(a => a.status > 500 ? page : a, () => page),
    new Promise(late => setTimeout(late, 4000, page)),
  ]);
}
