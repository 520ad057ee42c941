// Whether what the browser keeps today is there tomorrow. A quota of a month needs a memory of a month.
//
// No browser says that a window is private, and some hide it well. So nothing is guessed: either the browser has
// promised to keep the data, or they have been seen to outlive the page.

const SURVIVED = "storage-survived";
const OPEN = "terminal-page-open";

/**
 * How the data of this page are kept: `promised`, `survived`, `unproven`, `private` or `insecure`. `isSetUp` is
 * whether there was a terminal when the page was opened.
 */
export async function howKept(isSetUp) {
  if (!globalThis.isSecureContext) return "insecure";
  const isAnew = await isOpenedAnew();
  if (await isPrivate()) return "private";
  if (await isPromised()) return "promised";
  if (isSetUp && isAnew) remember(true);
  if (!isSetUp) remember(false);
  return hasSurvived() ? "survived" : "unproven";
}

/** Asks the browser to keep the data; some ask the operator. */
export async function askToKeep() {
  try {
    return (await navigator.storage?.persist?.()) === true;
  } catch {
    return false;
  }
}

async function isPromised() {
  try {
    return (await navigator.storage?.persisted?.()) === true;
  } catch {
    return false;
  }
}

/** Firefox and Safari give no file system to a private window. */
async function isPrivate() {
  if (!navigator.storage?.getDirectory) return false;
  try {
    await navigator.storage.getDirectory();
    return false;
  } catch {
    return true;
  }
}

/**
 * Whether the page was closed before: it is no reload, and no other tab has it open. Then what is there has outlived
 * it. Each tab says that it is open by a lock that it never gives back.
 */
async function isOpenedAnew() {
  const isReload = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
  let wasHere = true;
  try {
    wasHere = sessionStorage.getItem(OPEN) !== null;
    sessionStorage.setItem(OPEN, "1");
  } catch {
    // Then nothing is proven by this tab.
  }
  let isElsewhere = false;
  if (navigator.locks) {
    const { held } = await navigator.locks.query();
    isElsewhere = held.some(({ name }) => name === OPEN);
    navigator.locks.request(OPEN, { mode: "shared" }, () => new Promise(() => {}));
  }
  return !isReload && !wasHere && !isElsewhere;
}

function hasSurvived() {
  try {
    return localStorage.getItem(SURVIVED) !== null;
  } catch {
    return false;
  }
}

function remember(has) {
  try {
    if (has) localStorage.setItem(SURVIVED, "1");
    else localStorage.removeItem(SURVIVED);
  } catch {
    // It is looked at again the next time.
  }
}
