// Times of both readers on the same pictures, in a browser and in Node.

/** `ours` is the package's reader, `theirs` the function of zxing-wasm, called with its defaults. */
export async function measure(ours, theirs, { scenes, empty }) {
  const mine = (picture) => ours.readFrame(picture).codes.length;
  const still = (picture) => ours.readPicture(picture).codes.length;
  const other = async (picture) => (await theirs(picture)).filter((one) => one.isValid).length;
  return {
    "a camera's first frame": await time(mine, scenes),
    "the same, zxing-wasm": await time(other, scenes),
    "as a photograph": await time(still, scenes),
    "an empty frame": await time(mine, empty),
    "the same, zxing-wasm ": await time(other, empty),
  };
}

async function time(read, pictures) {
  for (const picture of pictures.slice(0, 4)) await read(picture);
  const times = [];
  let found = 0;
  for (const picture of pictures) {
    const begun = performance.now();
    found += (await read(picture)) > 0 ? 1 : 0;
    times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  return { found, of: pictures.length, median: times[times.length >> 1], worst: times.at(-1) };
}

/** As Markdown. */
export function table(where, found) {
  const rows = Object.entries(found).map(([name, { found: read, of, median, worst }]) =>
    `| ${name.trim()} | ${read} of ${of} | ${median.toFixed(1)} ms | ${worst.toFixed(1)} ms |`);
  return [`| ${where} | read | median | worst |`, "|---|---|---|---|", ...rows, ""].join("\n");
}
