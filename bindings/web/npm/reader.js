// Codes in camera frames and pictures. Call `init()` once before anything else; best in a worker.

import * as glue from "./reader-glue.js";
import { compiled } from "./load.js";

let isReady = false;

/** Loads the module: from the file beside this one, or from what is given. */
export async function init(source) {
  if (isReady) return;
  glue.initSync({ module: await compiled("reader_bg.wasm", source) });
  isReady = true;
}

function said(json) {
  const value = JSON.parse(json);
  if (value.error) throw new RangeError(value.error);
  return value;
}

function parts(image) {
  if (!isReady) throw new Error("call init() first and wait for it");
  const { data, width, height } = image;
  return [data instanceof Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height];
}

/** Reads the frames of one camera, each in bounded time: a code that one frame does not show well, the next does. */
export class FrameReader {
  #inner;

  constructor() {
    if (!isReady) throw new Error("call init() first and wait for it");
    this.#inner = new glue.FrameReader();
  }

  read(image) {
    return said(this.#inner.read(...parts(image)));
  }

  free() {
    this.#inner.free();
  }
}

/** Reads one frame: `{data, width, height}`, one grey byte a pixel or four of RGBA (an `ImageData`). */
export function readFrame(image) {
  const reader = new FrameReader();
  try {
    return reader.read(image);
  } finally {
    reader.free();
  }
}

/** Reads a photograph, with more effort. */
export function readPicture(image) {
  return said(glue.readPicture(...parts(image)));
}
