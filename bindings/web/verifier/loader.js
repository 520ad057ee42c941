// Where modules and workers come from: beside the page, or from within it if it is a single file.

/** Whether everything is in this one file. */
export const isSingle = document.documentElement.dataset.form === "single";

/** The compiled module `name`. */
export async function wasmModule(name) {
  if (!isSingle) {
    const response = await fetch(`${name}.wasm`);
    if (!response.ok) throw new Error(`${name}.wasm: ${response.status}`);
    return WebAssembly.compile(await response.arrayBuffer());
  }
  return WebAssembly.compile(await unpacked(`${name}-wasm`));
}

/** Bytes that stand in the page as Base64 of gzip. */
async function unpacked(id) {
  const text = document.getElementById(id).textContent.trim();
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

const addresses = new Map();

/** A new worker that runs the script `name`. */
export function worker(name) {
  if (!isSingle) return new Worker(`${name}.js`);
  if (!addresses.has(name)) {
    const script = document.getElementById(`${name}-js`).textContent;
    addresses.set(name, URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  }
  return new Worker(addresses.get(name));
}

/** The root set that whoever made this page has put into it, or `null`. */
export function rootsOfPage() {
  const text = document.getElementById("root-set")?.textContent.trim();
  if (!text) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
