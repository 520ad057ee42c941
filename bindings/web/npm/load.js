// Where a compiled module comes from: beside this file, or from whoever gives it.

/** Bytes, a compiled module, an answer of `fetch`, or nothing for the file `name` beside this one. */
export async function compiled(name, given) {
  const source = await given;
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  if (typeof Response !== "undefined" && source instanceof Response) return WebAssembly.compile(await source.arrayBuffer());
  if (source !== undefined) throw new TypeError("init takes bytes, a WebAssembly.Module or a Response");
  const address = new URL(name, import.meta.url);
  if (address.protocol === "file:" && typeof process !== "undefined" && process.versions?.node) {
    const { readFile } = await import("node:fs/promises");
    return WebAssembly.compile(await readFile(address));
  }
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}
