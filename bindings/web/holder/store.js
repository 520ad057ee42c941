// What stays on the phone, in IndexedDB: people with their codes, keys that cannot be taken out, the signed lists.

const NAME = "holder";
const VERSION = 1;

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens the store; refused where the browser keeps nothing. */
export async function openStore() {
  if (!globalThis.indexedDB) throw new Error("no-storage");
  const opening = indexedDB.open(NAME, VERSION);
  opening.onupgradeneeded = () => {
    const db = opening.result;
    // A later version adds stores, and leaves these as they are.
    if (!db.objectStoreNames.contains("people")) db.createObjectStore("people", { keyPath: "id" });
    if (!db.objectStoreNames.contains("keys")) db.createObjectStore("keys", { keyPath: "id" });
    if (!db.objectStoreNames.contains("lists")) db.createObjectStore("lists");
  };
  const db = await new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error("blocked"));
  });
  // Another window has a newer page: it goes on without this one.
  db.onversionchange = () => db.close();
  return new Store(db);
}

class Store {
  constructor(db) {
    this.db = db;
  }

  async write(store, act) {
    const transaction = this.db.transaction(store, "readwrite", { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      transaction.onerror = () => reject(transaction.error);
    });
    act(transaction.objectStore(store));
    await done;
  }

  read(store, act) {
    return asPromise(act(this.db.transaction(store).objectStore(store)));
  }

  /** People in the order in which they were added: `{id, label, text, key, added}`. */
  async people() {
    const all = await this.read("people", (store) => store.getAll());
    return all.sort((one, other) => one.added - other.added);
  }

  savePerson(person) {
    return this.write("people", (store) => store.put(person));
  }

  removePerson(id) {
    return this.write("people", (store) => store.delete(id));
  }

  /** Keys: `{id, algorithm, raw, pair, label, made, enrolment}`. */
  keys() {
    return this.read("keys", (store) => store.getAll());
  }

  key(id) {
    return this.read("keys", (store) => store.get(id));
  }

  saveKey(key) {
    return this.write("keys", (store) => store.put(key));
  }

  removeKey(id) {
    return this.write("keys", (store) => store.delete(id));
  }

  /** The signed lists as bytes, or nothing. */
  lists() {
    return this.read("lists", (store) => store.get("held"));
  }

  saveLists(bytes) {
    return this.write("lists", (store) => store.put(bytes, "held"));
  }

  async clear() {
    for (const store of ["people", "keys", "lists"]) await this.write(store, (all) => all.clear());
  }
}

/** Asks the browser to keep what is stored; a wish, not a promise. */
export async function askToKeep() {
  try {
    return Boolean(await navigator.storage?.persist?.());
  } catch {
    return false;
  }
}
