// Verdicts, a store and presentations. Call `init()` once before anything else.

import * as glue from "./core-glue.js";
import { compiled } from "./load.js";

let isReady = false;

/** Loads the module: from the file beside this one, or from what is given. */
export async function init(source) {
  if (isReady) return;
  glue.initSync({ module: await compiled("core_bg.wasm", source) });
  isReady = true;
}

/** A fault with a stable code, as in docs/json.md. */
export class CredentialError extends Error {
  constructor({ code, message, remedy = null }) {
    super(message);
    this.name = "CredentialError";
    this.code = code;
    this.remedy = remedy;
  }
}

function needed() {
  if (!isReady) throw new CredentialError({ code: "not-ready", message: "call init() first and wait for it" });
}

/** What an answer of the module says; a fault is thrown. */
function said(json) {
  const value = JSON.parse(json);
  if (value !== null && typeof value === "object" && value.error && Object.keys(value).length === 1) {
    throw new CredentialError(value.error);
  }
  return value;
}

const seconds = (now) => (now === undefined ? Date.now() / 1000 : now);

function bytesOf(value, what) {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new TypeError(`${what} must be a Uint8Array or an ArrayBuffer`);
}

function policyOf(policy = {}) {
  return typeof policy === "string" ? policy : JSON.stringify(policy);
}

/** Judges the text of a code with a store, or with a trust list alone. */
export function verify(text, lists, options = {}) {
  return lists.verify(text, options);
}

/** A trust list alone: whether a code has been revoked is not checked, and each verdict says so. */
export class TrustedIssuers {
  #inner;

  constructor({ rootSet, trustList }) {
    needed();
    this.#inner = new glue.TrustedIssuers(bytesOf(rootSet, "rootSet"), bytesOf(trustList, "trustList"));
    said(this.#inner.fault());
  }

  verify(text, { policy, now } = {}) {
    return said(this.#inner.verify(String(text), policyOf(policy), seconds(now)));
  }

  free() {
    this.#inner.free();
  }
}

/** What a terminal holds: root set, trust list, status lists, floors. */
export class Store {
  #inner;

  constructor(inner) {
    this.#inner = inner;
    said(inner.fault());
  }

  /** A new store, from the authority's root set. Compare its thumbprints with the authority first. */
  static provision(rootSet) {
    needed();
    return new Store(glue.Store.provision(bytesOf(rootSet, "rootSet")));
  }

  /** The store that was kept as files: pairs of path and bytes. */
  static open(files) {
    needed();
    const all = new glue.Files();
    for (const [path, bytes] of files) all.add(path, bytesOf(bytes, path));
    return new Store(glue.Store.open(all));
  }

  /** Applies an update file. What was taken is kept once you have written `takeChanges()`. */
  update(file, { now, name = "update", lang = "en" } = {}) {
    return said(this.#inner.update(bytesOf(file, "file"), name, seconds(now), lang));
  }

  verify(text, { policy, now } = {}) {
    return said(this.#inner.verify(String(text), policyOf(policy), seconds(now)));
  }

  /** The same of a text that a scanner in keyboard mode has typed. */
  verifyTyped(typed, { policy, now } = {}) {
    return said(this.#inner.verifyTyped(String(typed), policyOf(policy), seconds(now)));
  }

  /** Says which key this terminal has: the 32 bytes of an Ed25519 public key. */
  setTerminalKey(publicKey) {
    said(this.#inner.setTerminalKey(bytesOf(publicKey, "publicKey")));
  }

  /** The files that have changed since the last call: write all of them, or none. `null` is a file that is gone. */
  takeChanges() {
    const taken = this.#inner.takeChanges();
    const changes = [];
    for (let at = 0; at < taken.length; at += 1) {
      changes.push([taken.path(at), taken.isRemoved(at) ? null : taken.bytes(at)]);
    }
    taken.free();
    return changes;
  }

  free() {
    this.#inner.free();
  }
}

/**
 * The text that a phone shows: the code with a fresh proof. `key` is a WebCrypto key pair, or
 * `{algorithm, publicKey, sign}` with a function that signs bytes.
 */
export async function present(text, key, { now, challenge } = {}) {
  needed();
  const { algorithm, publicKey, sign } = await signerOf(key);
  const shown = challenge === undefined ? new Uint8Array() : bytesOf(challenge, "challenge");
  const unsigned = new glue.UnsignedProof(String(text), algorithm, publicKey, seconds(now), shown);
  try {
    said(unsigned.fault());
    const signature = bytesOf(await sign(unsigned.toBeSigned()), "the signature");
    return said(unsigned.finish(signature)).text;
  } finally {
    unsigned.free();
  }
}

async function signerOf(key) {
  if (typeof key.sign === "function") {
    return { ...key, publicKey: compressed(bytesOf(key.publicKey, "publicKey")) };
  }
  const { privateKey, publicKey } = key;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  const isP256 = privateKey.algorithm.name === "ECDSA";
  const how = isP256 ? { name: "ECDSA", hash: "SHA-256" } : "Ed25519";
  return {
    algorithm: isP256 ? "P-256" : "Ed25519",
    publicKey: compressed(raw),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(how, privateKey, bytes)),
  };
}

/** A point in 65 bytes with one coordinate and the sign of the other (SEC 1, 2.3.3). */
function compressed(point) {
  if (point.length !== 65 || point[0] !== 4) return point;
  return Uint8Array.of(2 + (point[64] & 1), ...point.subarray(1, 33));
}
