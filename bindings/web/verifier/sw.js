// Keeps all files of one version of the page. It answers from them alone: nothing is asked of a network once they
// are here, so a page is never made of two versions.
const VERSION = "@VERSION@";
const NAME = `merchant-page-${VERSION}`;
const FILES = JSON.parse('@FILES@');

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(NAME).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })))),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("merchant-page-") && name !== NAME).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", ({ data }) => {
  if (data === "use") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const address = new URL(event.request.url);
  if (address.origin !== self.location.origin) return;
  event.respondWith(
    caches.open(NAME).then(async (cache) => {
      const wanted = event.request.mode === "navigate" ? "index.html" : event.request;
      return (await cache.match(wanted, { ignoreSearch: true })) ?? fetch(event.request);
    }),
  );
});
