// An update of 100 kB comes as codes from a screen, five a second, through a camera: how long it takes, and that it counts.

import { readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { OUT, browse, checks, makeFilm, serve, workplace } from "./support.mjs";
import { Hall, setUp } from "./desk.mjs";

/** With their promises these make 100 kB. */
const MERCHANTS = 306;
/** What a person at a counter waits for, in seconds: two rounds and a half. */
const PATIENCE = 125;
const { folder, remove } = workplace("screen-codes");
const { check, end } = checks();
const hall = Hall.make(path.join(folder, "bureau"), 2);
const before = hall.pack("first.lbu");
manyMerchants();
hall.run("publish", "--bureau", "bureau", "--operator", "test");
hall.run("update", "pack", "--authority", "authority", "--status-list", "bureau/status-list.cbor", "--catalogue", "bureau/catalogue/edition-2", "--out", "big.lbu", "--as-codes", "screen");
const bytes = statSync(hall.at("big.lbu")).size;
const pictures = readdirSync(hall.at("screen/codes")).sort().map((name) => hall.at("screen/codes", name));
check("the update has about 100 kB", bytes > 95_000 && bytes < 110_000, String(bytes));

const film = path.join(folder, "screen.y4m");
const drawer = await browse(path.join(folder, "drawer"));
// Five codes a second, each for two frames, as `codes.html` shows them.
await makeFilm(await drawer.newPage(), pictures, film, { width: 720, height: 720, side: 620, rate: 10, shown: 2, empty: 0 });
await drawer.close();

const server = await serve(path.join(OUT, "verifier"));
const browser = await browse(path.join(folder, "profile"), { film });
const page = await browser.newPage();
await page.goto(server.address);
await setUp(page, hall, before);
await page.waitForFunction(() => document.getElementById("hint").dataset.frames, null, { timeout: 30_000 });
const begun = Date.now();
const whole = await page
  .waitForSelector("#update-parts", { timeout: 300_000 })
  .then(() => true, () => false);
const seconds = (Date.now() - begun) / 1000;
const held = await page.evaluate(() => document.getElementById("hint").dataset.frames ?? "");
check("the update is taken", whole && (await page.$("#update-parts [data-result=new]")) !== null, held);
console.log(`     ${bytes} bytes in ${pictures.length} codes: ${seconds.toFixed(0)} s (once through: ${(pictures.length / 5).toFixed(0)} s)`);
check(`within ${PATIENCE} s`, seconds < PATIENCE, `${seconds.toFixed(0)} s, ${held}`);
await browser.close();
await server.stop();
remove();
end();

function manyMerchants() {
  const merchants = ["编号,名称,英文名称,行业,地区"];
  const benefits = ["编号,名称,英文名称,适用类别,优待方式,数值,商户,限次,叠加顺序"];
  for (let number = 7; number < 7 + MERCHANTS; number += 1) {
    merchants.push(`${number},温泉理发店第${number}分店,Hot Spring Barber ${number},理发美容,421202`);
    benefits.push(`${number},理发第${number}号优待,Haircut number ${number},所有持有人,折扣,8.5折,${number},每月2次,`);
  }
  writeFileSync(hall.at("merchants-2.csv"), `${merchants.join("\n")}\n`);
  writeFileSync(hall.at("benefits-2.csv"), `${benefits.join("\n")}\n`);
  hall.run("merchant", "add", "--bureau", "bureau", "--out", "forms-2", "--operator", "test", "merchants-2.csv", "benefits-2.csv");
  hall.run("catalogue", "publish", "--bureau", "bureau", "--operator", "test", "--yes", "--gone-benefits-end", "merchants-2.csv", "benefits-2.csv");
}
