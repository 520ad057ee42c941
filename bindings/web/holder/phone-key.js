// The phone's key: made by WebCrypto, never to be taken out, and kept as a key and not as bytes.

const KINDS = [
  { name: "Ed25519", make: { name: "Ed25519" }, sign: { name: "Ed25519" } },
  { name: "P-256", make: { name: "ECDSA", namedCurve: "P-256" }, sign: { name: "ECDSA", hash: "SHA-256" } },
];
/** The key that a probe makes and removes again. */
const PROBE = "probe";

/** Why this browser can hold no key, or nothing. */
export function whyNoKeys() {
  // A page from a file shares its keys with every other file of the computer.
  if (location.protocol === "file:") return "file";
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) return "insecure";
  return null;
}

/**
 * Finds a kind of key that really works: made, stored, read back, used and verified. Gives its name, or nothing
 * where none does.
 */
export async function probe(store) {
  if (whyNoKeys()) return null;
  for (const kind of KINDS) {
    try {
      const made = await make(kind);
      await store.saveKey({ id: PROBE, pair: made.pair });
      const { pair } = await store.key(PROBE);
      const said = crypto.getRandomValues(new Uint8Array(32));
      const signature = await crypto.subtle.sign(kind.sign, pair.privateKey, said);
      const holds = await crypto.subtle.verify(kind.sign, made.pair.publicKey, signature, said);
      if (holds && signature.byteLength === 64 && !pair.privateKey.extractable) return kind.name;
    } catch {
      // This browser does not have it, or does not keep it.
    } finally {
      await store.removeKey(PROBE).catch(() => {});
    }
  }
  return null;
}

async function make(kind) {
  const pair = await crypto.subtle.generateKey(kind.make, false, ["sign", "verify"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { pair, raw };
}

/** Makes a key of a kind that was probed: `{algorithm, raw, pair}`. */
export async function makeKey(name) {
  const kind = KINDS.find((one) => one.name === name);
  const { pair, raw } = await make(kind);
  return { algorithm: name, raw, pair };
}

/** The 64 bytes of a signature. */
export async function signWith(key, bytes) {
  const kind = KINDS.find((one) => one.name === key.algorithm);
  return new Uint8Array(await crypto.subtle.sign(kind.sign, key.pair.privateKey, bytes));
}
