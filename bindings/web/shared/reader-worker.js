// Reads codes in frames and pictures, off the page's own thread. `wasm_bindgen` stands before this in the bundle.

import { serve } from "./worker-server.js";

let frames = null;
let canvas = null;

serve({
  start({ module }) {
    wasm_bindgen.initSync({ module });
    frames = new wasm_bindgen.FrameReader();
    return null;
  },

  /** A frame of the camera: a `VideoFrame` or an `ImageBitmap`, which is closed. */
  async frame({ image }) {
    const begun = performance.now();
    const { pixels, width, height } = await pixelsOf(image);
    const reading = JSON.parse(frames.read(pixels, width, height));
    return { ...reading, width, height, milliseconds: performance.now() - begun };
  },

  /** A picture that somebody has dropped or pasted: an `ImageBitmap`. */
  async picture({ image }) {
    const { pixels, width, height } = await pixelsOf(image);
    return JSON.parse(wasm_bindgen.readPicture(pixels, width, height));
  },

  /** The camera was changed: what was seen before counts no more. */
  forget() {
    frames.free();
    frames = new wasm_bindgen.FrameReader();
    return null;
  },
});

/** Formats whose first plane is brightness. */
const LUMA_FIRST = new Set(["I420", "I420A", "I422", "I444", "NV12"]);

async function pixelsOf(image) {
  try {
    if (typeof VideoFrame !== "undefined" && image instanceof VideoFrame && image.format) {
      return await planes(image);
    }
    const width = image.displayWidth ?? image.width;
    const height = image.displayHeight ?? image.height;
    if (!canvas || canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width, height);
    return { pixels: context.getImageData(0, 0, width, height).data, width, height };
  } finally {
    image.close();
  }
}

async function planes(frame) {
  const { width, height } = frame.visibleRect;
  const bytes = new Uint8Array(frame.allocationSize());
  const [first] = await frame.copyTo(bytes);
  const row = LUMA_FIRST.has(frame.format) ? width : 4 * width;
  if (first.stride === row) return { pixels: bytes.subarray(first.offset, first.offset + row * height), width, height };
  const pixels = new Uint8Array(row * height);
  for (let y = 0; y < height; y += 1) {
    const from = first.offset + y * first.stride;
    pixels.set(bytes.subarray(from, from + row), y * row);
  }
  return { pixels, width, height };
}
