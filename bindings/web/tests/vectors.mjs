// Runs the test vectors through the npm package: the same in Node and in a browser.

const FILES = ["valid", "text", "repair", "cbor", "object", "header", "issuer", "signature", "claims", "details", "scope", "time", "holder", "entitlement", "presentation", "sm2", "order"];

/** `api` is the package; `load(name)` gives a parsed file of vectors. Returns how many were run and what failed. */
export async function runVectors(api, load) {
  const failures = [];
  let count = 0;
  for (const name of FILES) {
    const { fixtures, vectors } = await load(name);
    const lists = listsOf(api, fixtures);
    for (const vector of vectors) {
      count += 1;
      const policy = { place: "shop", lists: ANY_STATUS, ...cleaned(vector.policy), challenges: vector.challenges ?? [] };
      const found = api.verify(vector.text, lists(vector.trust_list), { policy, now: vector.now });
      compare(vector.id, found, vector.without_sm2 ?? vector.expected, failures);
    }
  }
  count += await runTerminal(api, await load("terminal"), failures);
  return { count, failures };
}

/** Where a vector has no policy for an unknown status, any status is accepted. */
const ANY_STATUS = { trust_list_refuse_after: null, status_list_check_after: null, status_list_refuse_after: null, missing_status: "accept" };

function listsOf(api, fixtures) {
  const made = new Map();
  return (name) => {
    if (!made.has(name)) {
      const { root_set, bytes } = fixtures.trust_lists[name];
      made.set(name, new api.TrustedIssuers({ rootSet: fromHex(fixtures.root_sets[root_set]), trustList: fromHex(bytes) }));
    }
    return made.get(name);
  };
}

/** A policy of the vectors with the names of the package. */
function cleaned({ lists, holder_proof, ...policy }) {
  const phone_bound = holder_proof === "treat-as-bearer" ? "as-bearer" : "proof";
  return { ...policy, phone_bound, ...(lists ? { lists } : {}) };
}

/**
 * For the core a single list is no update file. A store of this package takes one, as `verifier update` does: so it
 * answers something else here, and must.
 */
const OF_THE_CORE = ["terminal-file-is-a-trust-list"];

async function runTerminal(api, { fixtures, vectors }, failures) {
  if (OF_THE_CORE.some((id) => !vectors.some((vector) => vector.id === id))) failures.push("a vector that is left out is not there");
  const played = vectors.filter((vector) => !OF_THE_CORE.includes(vector.id));
  for (const vector of played) {
    const store = api.Store.provision(fromHex(fixtures.root_sets[vector.root_set]));
    if (vector.terminal_key) store.setTerminalKey(fromHex(vector.terminal_key));
    let held = store;
    const kept = new Map();
    for (const [at, step] of vector.steps.entries()) {
      const id = `${vector.id}[${at}]`;
      if (step.do === "update") {
        compareUpdate(id, held, step, failures);
        // What was kept opens as the same store.
        for (const [path, bytes] of held.takeChanges()) {
          if (bytes === null) kept.delete(path);
          else kept.set(path, bytes);
        }
        held = api.Store.open(kept);
      } else {
        const found = held.verify(step.text, { policy: { place: "shop", lists: ANY_STATUS, ...cleaned(step.policy) }, now: step.now });
        compare(id, found, step.without_sm2 ?? step.expected, failures);
      }
    }
  }
  return played.length;
}

const RESULTS = { new: "new", held: "held", refuse: "refused" };

function compareUpdate(id, store, { bytes, now, expected }, failures) {
  let parts;
  try {
    parts = store.update(fromHex(bytes), { now });
  } catch (error) {
    // An empty update is refused as a file by the programs; the core has nothing to say of it.
    if (expected.parts?.length === 0) return;
    // What begins like no object of ours is refused by its first bytes, before the core reads it.
    const isNoFile = expected.refuse?.stage === "object" && error.code === "file-kind-wrong";
    if (expected.parts || !(isNoFile || expected.refuse.code === error.code)) failures.push(`${id}: ${error.code}, expected ${JSON.stringify(expected)}`);
    return;
  }
  // Of a place of another terminal the core says nothing, and the programs do.
  parts = parts.filter((part) => part.result !== "foreign");
  const wanted = expected.parts ?? [];
  const shape = (list) => list.map(({ part, result, version, code, error }) => [part, result, version ?? null, error?.code ?? code ?? null].join(" "));
  // What the vectors call `refuse` is `refused` in the lines of an update.
  const wantedShape = shape(wanted.map((part) => ({ ...part, result: RESULTS[part.result], version: part.version ?? null })));
  const foundShape = shape(parts.map((part, index) => ({ ...part, version: wanted[index]?.version === undefined ? null : part.version })));
  if (JSON.stringify(wantedShape) !== JSON.stringify(foundShape)) failures.push(`${id}: ${foundShape} expected ${wantedShape}`);
}

function compare(id, found, expected, failures) {
  const wrong = (what, is, was) => failures.push(`${id}: ${what} is ${JSON.stringify(is)}, expected ${JSON.stringify(was)}`);
  for (const key of ["verdict", "code", "advice"]) if (found[key] !== expected[key]) wrong(key, found[key], expected[key]);
  for (const key of ["stage", "detail"]) if ((found[key] ?? null) !== (expected[key] ?? null)) wrong(key, found[key], expected[key]);
  if (JSON.stringify(found.cautions) !== JSON.stringify(expected.cautions ?? [])) wrong("cautions", found.cautions, expected.cautions);
  const { credential } = found;
  if (Boolean(credential) !== Boolean(expected.claims)) {
    wrong("credential", credential, expected.claims);
    return;
  }
  if (!credential) return;
  const { claims } = expected;
  const pairs = [
    [credential.name, claims.name],
    [credential.holder, claims.holder],
    [credential.status_index, claims.status_index],
    [credential.issued.unix, claims.iat],
    [credential.expires.unix, claims.exp],
    // The JSON names categories that this version does not know by their number.
    [credential.categories.filter((code) => !/^category-\d+$/.test(code)).join(), claims.category_codes.join()],
    [credential.issuer.id, expected.issuer],
    [credential.disability_grade, claims.disability_grade ?? null],
    [credential.honour_class, claims.honour_class ?? null],
  ];
  for (const [is, was] of pairs) if (is !== was) wrong("claims", is, was);
}

export function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
