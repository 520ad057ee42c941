// The page on the phone: kept by a service worker, and a new version of it takes over when nobody stands at a gate.

/** Set while a page that is too old is opened again, so that it happens once. */
const RENEWED = "renewed";

export class PageCare {
  constructor() {
    const container = navigator.serviceWorker;
    this.registration = container ? container.register("./sw.js", { updateViaCache: "none" }).catch(() => null) : Promise.resolve(null);
    this.renewing = false;
    let isControlled = Boolean(container?.controller);
    container?.addEventListener("controllerchange", () => {
      // None any more: the browser was cleaned, which the store says.
      if (!container.controller) return;
      // The first one takes over the page that it belongs to; a later one brings other files for every window.
      if (isControlled || this.renewing) location.reload();
      isControlled = true;
    });
  }

  /** Whether a newer version of the page is here and waits. */
  async isWaiting() {
    return Boolean((await this.registration)?.waiting);
  }

  /** Has the newer version take over; every window of the page opens again. */
  async renew() {
    const waiting = (await this.registration)?.waiting;
    if (!waiting) return;
    this.renewing = true;
    waiting.postMessage("renew");
  }

  /** The page stands: should it be too old once more, it may open again once more. */
  stands() {
    sessionStorage.removeItem(RENEWED);
  }

  /** Looks for a newer version and opens the page again with it. Without a network it waits for a person. */
  async renewOnce() {
    if (sessionStorage.getItem(RENEWED)) return;
    const registration = await this.registration;
    await registration?.update().catch(() => {});
    const coming = registration?.installing ?? registration?.waiting;
    if (!coming) return;
    sessionStorage.setItem(RENEWED, "1");
    this.renewing = true;
    const go = () => coming.state === "installed" && coming.postMessage("renew");
    coming.addEventListener("statechange", go);
    go();
  }
}
