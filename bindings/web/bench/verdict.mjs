// Verdicts and a large trust list in WebAssembly (Node), beside the same code compiled for this computer.
//
//     cargo build --release -p credential-wasm --features core --example native
//     node bindings/web/bench/verdict.mjs [NATIVE]
//
// Both take turns, so that another program on the computer slows down both.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = path.join(import.meta.dirname, "../../..");
const OUT = process.env.WEB_OUT ?? path.join(ROOT, "target/web");
const NATIVE = process.argv[2] ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target"), "release/examples/native");
const TURNS = 9;
const NOW = 1_800_000_000;
const folder = mkdtempSync(path.join(tmpdir(), "verdict-bench-"));
const native = () => JSON.parse(execFileSync(NATIVE, [folder], { encoding: "utf-8" }));
native();
const read = (name) => readFileSync(path.join(folder, name));
const api = await import(pathToFileURL(path.join(OUT, "npm/index.js")));
const begun = performance.now();
await api.init();
const initialised = performance.now() - begun;
const store = api.Store.provision(read("root-set.cbor"));
store.update(read("update.lbu"), { now: NOW });
const text = read("code.txt").toString();
const policy = { place: "gate" };
const lists = { rootSet: read("root-set.cbor"), trustList: read("large.cbor") };

function time(rounds, work) {
  const from = performance.now();
  for (let round = 0; round < rounds; round += 1) work();
  return (performance.now() - from) / rounds;
}

function verdict() {
  if (store.verify(text, { policy, now: NOW }).code !== "accepted") throw new Error("a sample is wrong");
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
// The engine compiles what is called often once more.
time(600, verdict);
const found = [];
for (let turn = 0; turn < TURNS; turn += 1) {
  const there = native();
  const here = { verdict_us: time(300, verdict) * 1000, trust_list_ms: time(5, () => new api.TrustedIssuers(lists).free()) };
  found.push({ here, there });
}
rmSync(folder, { recursive: true, force: true });
console.log(`| Node ${process.version}, median of ${TURNS} turns | WebAssembly | native | times |\n|---|---|---|---|`);
for (const [name, key] of [["text to verdict, JSON, µs", "verdict_us"], ["trust list of 3,000 issuers, ms", "trust_list_ms"]]) {
  const of = (which) => median(found.map((one) => one[which][key]));
  const times = median(found.map(({ here, there }) => here[key] / there[key]));
  console.log(`| ${name} | ${of("here").toFixed(1)} | ${of("there").toFixed(1)} | ${times.toFixed(2)} |`);
}
console.log(`\ninit() of the core: ${initialised.toFixed(0)} ms`);
