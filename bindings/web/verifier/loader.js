// Where modules and workers come from: beside the page, or from within it if it is a single file.

/** Whether everything is in this one file. */
export const isSingle = document.documentElement.dataset.form === "single";

const WASM = "application/wasm";

/** The compiled module `name`. It is compiled while it arrives. */
export async function wasmModule(name) {
  const response = isSingle ? unpacked(`${name}-wasm`) : await fetch(`${name}.wasm`);
  if (!response.ok) throw new Error(`${name}.wasm: ${response.status}`);
  // A server may have another type for such files.
  if (response.headers.get("content-type") === WASM) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** A module that stands in the page as Base64 of gzip, as a server would answer it. */
function unpacked(id) {
  const bytes = fromBase64(document.getElementById(id).textContent.trim());
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream, { headers: { "content-type": WASM } });
}

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
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
  return fromBase64(text);
}
