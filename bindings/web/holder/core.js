// Calls to the core and to the reader of pictures, each in a worker of its own.

import { WorkerClient } from "./worker-client.js";
import { signWith } from "./phone-key.js";
import { plain } from "./plain-text.js";

/** Whole seconds since 1970. */
export function now() {
  return Math.floor(Date.now() / 1000);
}

const NOT_STORED = {
  code: "not-stored",
  zh: "手机上没有地方了，没有存下来",
  en: "there is no room on this phone, and it was not stored",
};

/** A module, also from a server that does not know the type of such files. */
async function compiled(name) {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

export class Core {
  /** `onChange` is called when another window of this page has changed something. */
  constructor(store, onChange) {
    this.store = store;
    // What the worker has, by the stamp of what is stored.
    this.stamp = null;
    const module = compiled("./holder.wasm");
    this.client = new WorkerClient({
      make: () => new Worker("./holder-worker.js"),
      // A worker that is made anew has the lists again, as they are stored.
      first: async (client) => {
        const saved = await store.lists();
        this.stamp = saved?.stamp ?? null;
        return client.send("start", { module: await module, saved: saved?.bytes });
      },
      patience: 60_000,
    });
    if (!globalThis.BroadcastChannel) return;
    this.others = new BroadcastChannel("holder");
    this.others.onmessage = async () => {
      await this.refresh().catch(() => {});
      onChange();
    };
  }

  async call(method, values) {
    return plain(await this.client.call(method, values));
  }

  look(text) {
    return this.call("look", { text, now: now() });
  }

  /** Has the phone's key sign: `{texts, file}`, or `{error}`. */
  async signed(key, what, values) {
    const side = { algorithm: key.algorithm, raw: key.raw };
    const prepared = await this.call("prepare", { key: side, what, values });
    if (!prepared || prepared.error) return prepared ?? { error: { zh: "密钥不能用", en: "the key cannot be used" } };
    const signature = await signWith(key, prepared.bytes);
    return this.call("finish", { key: side, what, values, signature });
  }

  /** Applies an update and stores what is held then. Nothing counts before it is stored. */
  applyUpdate(bytes) {
    return this.change("apply", { bytes, now: now() });
  }

  provision(bytes) {
    return this.change("provision", { bytes });
  }

  /** One window at a time, and each begins with what the last one has stored. */
  change(method, values) {
    const act = async () => {
      await this.refresh();
      const answer = await this.call(method, values);
      if (answer.error) return answer;
      try {
        this.stamp = await this.store.saveLists(await this.call("save"));
      } catch {
        this.stamp = "lost";
        await this.refresh();
        return { error: NOT_STORED };
      }
      this.tellOthers();
      return answer;
    };
    return navigator.locks ? navigator.locks.request("holder-lists", act) : act();
  }

  async refresh() {
    const saved = await this.store.lists();
    const stamp = saved?.stamp ?? null;
    if (stamp === this.stamp) return;
    await this.call("restore", { saved: saved?.bytes });
    this.stamp = stamp;
  }

  tellOthers() {
    this.others?.postMessage("changed");
  }
}

/** Photographs of phones have up to 200 million pixels. As many on the longer side show a code well. */
const LONGEST_SIDE = 4000;

/** The reader of camera frames and pictures, loaded when it is first needed. */
export class Reader {
  start() {
    if (this.client) return;
    const module = compiled("./reader.wasm");
    this.client = new WorkerClient({
      make: () => new Worker("./reader-worker.js"),
      first: async (client) => client.send("start", { module: await module }),
      // A large photograph on a slow phone.
      patience: 30_000,
    });
  }

  frame(image) {
    this.start();
    return this.client.call("frame", { image }, [image]);
  }

  async picture(file) {
    this.start();
    const image = await smaller(await createImageBitmap(file));
    return this.client.call("picture", { image }, [image]);
  }
}

async function smaller(image) {
  const scale = LONGEST_SIDE / Math.max(image.width, image.height);
  if (scale >= 1) return image;
  const [resizeWidth, resizeHeight] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale)));
  const small = await createImageBitmap(image, { resizeWidth, resizeHeight, resizeQuality: "medium" });
  image.close();
  return small;
}
