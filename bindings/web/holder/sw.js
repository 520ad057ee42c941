// Keeps the page on the phone. A code that is opened by its link is shown from here, and no server sees it.

const VERSION = "{{version}}";
const CACHE = `holder-${VERSION}`;
const FILES = {{files}};

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("holder-") && name !== CACHE;
  const sweep = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(sweep.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const scope = new URL("./", self.location.href).pathname;
  const name = address.pathname.slice(scope.length);
  const isCode = /^8[1-9]\d{100,}$/.test(name);
  if (request.mode === "navigate" && (name === "" || name === "index.html" || isCode)) {
    event.respondWith(fromCache("./"));
  } else if (FILES.includes(`./${name}`)) {
    event.respondWith(fromCache(`./${name}`));
  }
  // The lists are asked for as they are: the page has its own copy.
});

async function fromCache(name) {
  const cache = await caches.open(CACHE);
  return (await cache.match(name)) ?? fetch(name);
}
