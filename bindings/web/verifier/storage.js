// The terminal's files in IndexedDB. What was committed is on the disk.

const NAME = "veteran-terminal";
/** A page of an older version refuses a database of a newer one, and says so. */
const VERSION = 1;
const MARK = "terminal-was-here";

/** Why nothing is read or written: `forbidden`, `newer` (of another page), `lost` (cleared while open), `full`, or `failed`. */
export class StorageFault extends Error {
  constructor(code, cause) {
    super(`storage: ${code}`, { cause });
    this.code = `browser-storage-${code}`;
  }
}

/** The database of the terminal. */
export class Storage {
  constructor(database) {
    this.database = database;
    this.gone = null;
    // A newer page wants to change the database: it must not wait for this one.
    database.onversionchange = () => {
      database.close();
      this.gone = "newer";
    };
    // Somebody has cleared the data while the page is open.
    database.onclose = () => {
      this.gone ??= "lost";
    };
  }

  static async open() {
    if (typeof indexedDB === "undefined") throw new StorageFault("forbidden");
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const { result } = request;
      if (!result.objectStoreNames.contains("files")) result.createObjectStore("files");
      if (!result.objectStoreNames.contains("meta")) result.createObjectStore("meta");
    };
    try {
      return new Storage(await done(request));
    } catch (error) {
      const code = { VersionError: "newer", SecurityError: "forbidden", InvalidStateError: "forbidden" }[error?.name];
      throw new StorageFault(code ?? "failed", error);
    }
  }

  /** Writes a value, reads it back and removes it: some private modes fail only here. Nobody needs it on the disk. */
  async probe() {
    try {
      const write = this.begin("readwrite", "relaxed");
      write.objectStore("meta").put(new Uint8Array([1, 2, 3]), "probe");
      await finished(write);
      const read = await done(this.begin("readonly").objectStore("meta").get("probe"));
      if (read?.[2] !== 3) throw new Error("not read back");
      const remove = this.begin("readwrite", "relaxed");
      remove.objectStore("meta").delete("probe");
      await finished(remove);
    } catch (error) {
      throw new StorageFault(error?.name === "QuotaExceededError" ? "full" : "forbidden", error);
    }
  }

  begin(mode, durability = "strict") {
    if (this.gone) throw new StorageFault(this.gone);
    return this.database.transaction(["files", "meta"], mode, { durability });
  }

  /** All files by path, and the number of the last commit. */
  async load() {
    const transaction = this.begin("readonly");
    const files = transaction.objectStore("files");
    const [paths, contents, generation] = await Promise.all([
      done(files.getAllKeys()),
      done(files.getAll()),
      done(transaction.objectStore("meta").get("generation")),
    ]);
    return { files: paths.map((path, at) => [path, contents[at]]), generation: generation ?? 0 };
  }

  /** The number of the last commit. */
  async generation() {
    return (await done(this.begin("readonly").objectStore("meta").get("generation"))) ?? 0;
  }

  /**
   * Writes changes, `[path, bytes or null]`, all or none, if nobody has written since `generation`. Gives the
   * next generation once the browser says that it is on the disk.
   */
  async commit(changes, generation) {
    const transaction = this.begin("readwrite");
    const meta = transaction.objectStore("meta");
    const files = transaction.objectStore("files");
    const found = (await done(meta.get("generation"))) ?? 0;
    if (found !== generation) {
      transaction.abort();
      throw new StorageFault("overtaken");
    }
    for (const [path, bytes] of changes) {
      if (bytes === null) files.delete(path);
      else files.put(bytes, path);
    }
    meta.put(generation + 1, "generation");
    await finished(transaction);
    return generation + 1;
  }

  /** Removes everything. */
  async clear() {
    const transaction = this.begin("readwrite");
    transaction.objectStore("files").clear();
    transaction.objectStore("meta").clear();
    await finished(transaction);
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(request.error ?? new Error("blocked"));
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    transaction.onerror = (event) => event.preventDefault?.();
  });
}

/** On the page: remembers outside the database that there was a terminal, so that its loss is noticed. */
export const mark = {
  set(thumbprint) {
    try {
      localStorage.setItem(MARK, thumbprint || "1");
    } catch {
      // Then a loss is not noticed here; the bureau sees another terminal.
    }
  },
  was() {
    try {
      return localStorage.getItem(MARK);
    } catch {
      return null;
    }
  },
  remove() {
    try {
      localStorage.removeItem(MARK);
    } catch {
      // As above.
    }
  },
};
