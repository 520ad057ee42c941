// Calls to the core and to the reader of pictures, each in a worker of its own.

import { WorkerClient } from "./worker-client.js";
import { signWith } from "./phone-key.js";

/** Whole seconds since 1970. */
export function now() {
  return Math.floor(Date.now() / 1000);
}

export class Core {
  constructor(store) {
    this.store = store;
    const module = WebAssembly.compileStreaming(fetch("./holder.wasm"));
    this.client = new WorkerClient({
      make: () => new Worker("./holder-worker.js"),
      // A worker that is made anew has the lists again, as they are stored.
      first: async (client) => client.send("start", { module: await module, saved: await store.lists() }),
      patience: 60_000,
    });
  }

  call(method, values) {
    return this.client.call(method, values);
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
  async applyUpdate(bytes) {
    const answer = await this.call("apply", { bytes, now: now() });
    if (!answer.error) await this.store.saveLists(await this.call("save"));
    return answer;
  }

  async provision(bytes) {
    const answer = await this.call("provision", { bytes });
    if (!answer.error) await this.store.saveLists(await this.call("save"));
    return answer;
  }
}

/** The reader of camera frames and pictures, loaded when it is first needed. */
export class Reader {
  start() {
    if (this.client) return;
    const module = WebAssembly.compileStreaming(fetch("./reader.wasm"));
    this.client = new WorkerClient({
      make: () => new Worker("./reader-worker.js"),
      first: async (client) => client.send("start", { module: await module }),
    });
  }

  frame(image) {
    this.start();
    return this.client.call("frame", { image }, [image]);
  }

  async picture(file) {
    this.start();
    const image = await createImageBitmap(file);
    return this.client.call("picture", { image }, [image]);
  }
}
