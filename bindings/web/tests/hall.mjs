// A bureau with a merchant in a market hall, made with the program `issuer`. All people are made up.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

export const ISSUER = process.env.ISSUER ?? "issuer";
const HERE = path.dirname(new URL(import.meta.url).pathname);
const ROSTER = path.join(HERE, "../../../test-vectors/rosters/xianning-gbk.csv");

const NAMES = { authority: "湖北省退役军人事务厅", merchant: "温泉理发店", benefit: "理发" };
const merchants = ({ merchant }) => `编号,名称,英文名称,行业,地区
7,${quoted(merchant)},Hot Spring Barber,理发美容,421202
`;
const benefits = ({ benefit }) => `编号,名称,英文名称,适用类别,优待方式,数值,商户,限次,叠加顺序
1,${quoted(benefit)},Haircut,所有持有人,免费,,7,每天1次,
2,烫染,Perm and dye,所有持有人,折扣,8.5折,7,每月2次,1
3,满减,Money off,所有持有人,立减,5,7,,2
4,优先服务,Served first,所有持有人,优先,,7,,
6,烈属专享,Survivors only,烈士遗属,免费,,7,每天1次,
`;

function quoted(text) {
  return `"${text.replaceAll('"', '""')}"`;
}

/** The folder of a hall, and what can be done at its bureau. */
export class Hall {
  constructor(folder) {
    this.folder = folder;
  }

  /** Keys, lists, a catalogue, and codes for `people` people. */
  static make(folder, people, names = {}) {
    const named = { ...NAMES, ...names };
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const hall = new Hall(folder);
    const roster = new TextDecoder("gb18030").decode(readFileSync(ROSTER)).split(/\r?\n/);
    writeFileSync(hall.at("roster.csv"), roster.slice(0, people + 1).join("\n"));
    writeFileSync(hall.at("merchants.csv"), merchants(named));
    writeFileSync(hall.at("benefits.csv"), benefits(named));
    hall.run("authority", "create", "--folder", "authority", "--name", named.authority, "--keepers", "1", "--threshold", "1", "--no-passphrase");
    hall.run("bureau", "create", "--folder", "bureau", "--name", "咸宁市退役军人事务局", "--region", "421200", "--id", "42120001", "--no-passphrase");
    hall.run("trust", "add", "--authority", "authority", "--request", "bureau/request.lbr", "--categories", "all");
    hall.run("trust", "sign", "--authority", "authority", "--key", "authority/keys/root-1.pem");
    hall.run("issue", "--bureau", "bureau", "--roster", "roster.csv", "--out", "codes", "--operator", "test", "--yes");
    hall.run("publish", "--bureau", "bureau", "--operator", "test");
    hall.run("merchant", "add", "--bureau", "bureau", "--out", "forms", "--operator", "test", "merchants.csv", "benefits.csv");
    hall.run("catalogue", "publish", "--bureau", "bureau", "--operator", "test", "--yes", "merchants.csv", "benefits.csv");
    return hall;
  }

  at(...names) {
    return path.join(this.folder, ...names);
  }

  run(...words) {
    return execFileSync(ISSUER, ["--lang", "en", ...words], { cwd: this.folder, encoding: "utf-8", stdio: ["ignore", "pipe", "pipe"] });
  }

  /** The pictures of the codes, and their texts from the manifest. */
  codes() {
    const folder = this.at("codes");
    const pictures = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".png")).sort();
    return pictures.map((name) => path.join(folder, name));
  }

  /** The texts of the codes, in the order of the pictures. */
  texts() {
    const lines = this.manifest("codes");
    return this.codes().map((picture) => lines.find((line) => picture.endsWith(line.file)).text);
  }

  /** What a run has issued, as its manifest has it. */
  manifest(folder) {
    return readFileSync(this.at(folder, "manifest.jsonl"), "utf-8").trim().split("\n").map((line) => JSON.parse(line));
  }

  /** Signs a place for a terminal that has asked for one. */
  addPlace(request) {
    this.run("terminal", "add", "--bureau", "bureau", "--request", request, "--merchant", "7", "--operator", "test");
  }

  /** An update file with all that there is. */
  pack(name, ...more) {
    rmSync(this.at(name), { force: true });
    this.run("update", "pack", "--authority", "authority", "--status-list", "bureau/status-list.cbor", "--out", name, ...more);
    return this.at(name);
  }
}
