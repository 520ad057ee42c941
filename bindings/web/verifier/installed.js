// The installed page: a service worker keeps it for use without a network. A newer version waits until it is wanted.

import { isSingle } from "./loader.js";

let waiting = null;

/** Calls `onNewer` when another version of the page is ready. */
export async function watchForUpdate(onNewer) {
  if (isSingle || !("serviceWorker" in navigator) || !globalThis.isSecureContext) return;
  let isAsked = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (isAsked) location.reload();
  });
  try {
    const registration = await navigator.serviceWorker.register("sw.js");
    const look = () => {
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      waiting = () => {
        isAsked = true;
        registration.waiting?.postMessage("use");
      };
      onNewer();
    };
    look();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", look);
    });
  } catch {
    // Without it the page works as long as it is open, and from the single file.
  }
}

/** Uses the newer version. */
export function updateWaiting() {
  waiting?.();
}
