// What stays on the phone, in IndexedDB: people with their codes, keys that cannot be taken out, the signed lists.

const NAME = "holder";
const VERSION = 1;

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Why there is no store: `none` (the browser keeps nothing), `newer` (a later page has made it), `blocked`. */
export class NoStore extends Error {
  constructor(reason) {
    super(`no store: ${reason}`);
    this.reason = reason;
  }
}

/** Opens the store. `onGone` is called when it was closed from elsewhere: it was wiped, or a newer page needs it. */
export async function openStore(onGone) {
  if (!globalThis.indexedDB) throw new NoStore("none");
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
    opening.onerror = () => reject(new NoStore(opening.error?.name === "VersionError" ? "newer" : "none"));
    opening.onblocked = () => reject(new NoStore("blocked"));
  });
  // Another window has a newer page: it goes on without this one.
  db.onversionchange = () => {
    db.close();
    onGone();
  };
  db.onclose = onGone;
  return new Store(db);
}

class Store {
  constructor(db) {
    this.db = db;
  }

  /** One transaction on stores by name: all of it is on the disk when this returns, or nothing. */
  async write(names, act) {
    const transaction = this.db.transaction(names, "readwrite", { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      transaction.onerror = () => reject(transaction.error);
    });
    act(...names.map((name) => transaction.objectStore(name)));
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

  /** Keeps a person. The same code from another window is the same person, and a key that `person` had before goes. */
  async savePerson(person, oldKey = null) {
    let id = person.id;
    await this.write(["people", "keys"], (people, keys) => {
      const all = people.getAll();
      all.onsuccess = () => {
        id = all.result.find((one) => one.text === person.text)?.id ?? id;
        people.put({ ...person, id });
        if (oldKey && oldKey !== person.key) keys.delete(oldKey);
      };
    });
    return id;
  }

  /** Renames a person, unless another window has removed them. */
  renamePerson(id, label) {
    return this.write(["people"], (people) => {
      const held = people.get(id);
      held.onsuccess = () => held.result && people.put({ ...held.result, label });
    });
  }

  /** Removes a person with the key of their code. */
  removePerson({ id, key }) {
    return this.write(["people", "keys"], (people, keys) => {
      people.delete(id);
      if (key) keys.delete(key);
    });
  }

  /** Keys: `{id, algorithm, raw, pair, label, made, enrolment}`. */
  keys() {
    return this.read("keys", (store) => store.getAll());
  }

  key(id) {
    return this.read("keys", (store) => store.get(id));
  }

  saveKey(key) {
    return this.write(["keys"], (keys) => keys.put(key));
  }

  removeKey(id) {
    return this.write(["keys"], (keys) => keys.delete(id));
  }

  /** The signed lists `{bytes, stamp}`, or nothing. The stamp is another one after each change. */
  async lists() {
    const [bytes, stamp] = await Promise.all(["held", "stamp"].map((name) => this.read("lists", (lists) => lists.get(name))));
    return bytes ? { bytes, stamp } : null;
  }

  async saveLists(bytes) {
    const stamp = newId();
    await this.write(["lists"], (lists) => {
      lists.put(bytes, "held");
      lists.put(stamp, "stamp");
    });
    return stamp;
  }
}

/** A name for something that is stored. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Asks the browser to keep what is stored; a wish, not a promise. */
export async function askToKeep() {
  try {
    return Boolean(await navigator.storage?.persist?.());
  } catch {
    return false;
  }
}
