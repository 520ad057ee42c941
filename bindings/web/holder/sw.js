// Keeps the page on the phone. A code that is opened by its link is shown from here, and no server sees it.

const VERSION = "{{version}}";
const CACHE = `holder-${VERSION}`;
/** Each file of this version: `[SHA-256, type]`. */
const FILES = {{files}};

self.addEventListener("install", (event) => {
  // A later version waits until the page asks for it, or is closed: an open page goes on with the files it belongs to.
  event.waitUntil(keepAll());
});

self.addEventListener("message", (event) => {
  if (event.data === "renew") self.skipWaiting();
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
  } else if (`./${name}` in FILES) {
    event.respondWith(fromCache(`./${name}`));
  }
  // The lists are asked for as they are: the page has its own copy.
});

/** All files of one version, or none: a server that is just being renewed gives a mixture. */
async function keepAll() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(Object.entries(FILES).map(async ([name, [digest, type]]) => {
      const response = await fetch(new Request(name, { cache: "reload" }));
      const bytes = await response.arrayBuffer();
      if (!response.ok || (await sha256(bytes)) !== digest) throw new Error(`${name} is of another version`);
      await cache.put(name, new Response(bytes, { headers: { "content-type": type } }));
    }));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function fromCache(name) {
  const cache = await caches.open(CACHE);
  return (await cache.match(name)) ?? fetch(name);
}
