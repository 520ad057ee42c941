// The npm package in Node: all vectors, presentations with WebCrypto, the reader, faults as errors.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { OUT, checks } from "./support.mjs";
import { runVectors } from "./vectors.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const VECTORS = path.join(HERE, "../../../test-vectors/vectors");
const load = async (name) => JSON.parse(await readFile(path.join(VECTORS, `${name}.json`), "utf-8"));
const api = await import(pathToFileURL(path.join(OUT, "npm/index.js")));
const reader = await import(pathToFileURL(path.join(OUT, "npm/reader.js")));
const { check, end } = checks();

let early = null;
try {
  api.Store.provision(new Uint8Array());
} catch (error) {
  early = error.code;
}
check("a call before init says so", early === "not-ready", early);

await Promise.all([api.init(), reader.init()]);
const { count, failures } = await runVectors(api, load);
check(`${count} vectors in Node ${process.version}`, failures.length === 0 && count > 300, failures.slice(0, 10).join("\n     "));

let refused = null;
try {
  api.Store.provision(new Uint8Array([1, 2, 3]));
} catch (error) {
  refused = error;
}
check("what is no root set is an error with a code", refused instanceof api.CredentialError && typeof refused.code === "string" && refused.remedy, refused);

const { fixtures, vectors } = await load("valid");
const [main] = Object.values(fixtures.trust_lists);
const lists = new api.TrustedIssuers({ rootSet: fixtures.root_sets[main.root_set] && hex(fixtures.root_sets[main.root_set]), trustList: hex(main.bytes) });
const held = api.Store.provision(hex(fixtures.root_sets[main.root_set]));
const taken = held.update(hex(main.bytes), { now: vectors[0].now });
check("a single list is taken as an update", taken.length === 1 && taken[0].part === "trust-list" && taken[0].result === "new", JSON.stringify(taken));
const policyFault = (policy) => {
  try {
    lists.verify(vectors[0].text, { policy });
  } catch (error) {
    return error.code;
  }
  return null;
};
for (const policy of [{ bearrer: "accept" }, [], ["gate"]]) {
  const code = policyFault(policy);
  check(`a policy that is not understood is refused: ${JSON.stringify(policy)}`, code === "policy-invalid", code);
}

const shown = await load("presentation");
const bound = shown.vectors.find((vector) => vector.flags.includes("valid"));
check("there is a valid presentation among the vectors", Boolean(bound));
const key = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
let notBound = null;
try {
  await api.present(vectors[0].text, key);
} catch (error) {
  notBound = error;
}
check("a code that is not bound to the key is not presented", notBound instanceof api.CredentialError, notBound);

const empty = reader.readFrame({ data: new Uint8Array(640 * 480).fill(255), width: 640, height: 480 });
check("an empty frame has no codes", empty.codes.length === 0 && empty.hint === null);
let size = null;
try {
  reader.readFrame({ data: new Uint8Array(10), width: 640, height: 480 });
} catch (error) {
  size = error;
}
check("pixels that do not fit the size are an error", size instanceof RangeError, size);

const time = (text, policy, rounds) => {
  for (let warm = 0; warm < 50; warm += 1) lists.verify(text, { policy, now: vectors[0].now });
  const begun = performance.now();
  for (let round = 0; round < rounds; round += 1) lists.verify(text, { policy, now: vectors[0].now });
  return ((performance.now() - begun) / rounds) * 1000;
};
console.log(`     text to verdict: ${time(vectors[0].text, { place: "gate" }, 400).toFixed(0)} µs`);
end();

function hex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
}
