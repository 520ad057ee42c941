// Pictures for the comparison of readers, drawn in a browser: each code in four scenes, and counters without a code.

const WIDTH = 1280;
const HEIGHT = 720;
const EMPTY = 10;
/** Side in pixels, turn in radians, filter, and how dark: plain; small and turned; blurred; dim with a glare. */
const looks = (at) => [[360, 0.02, "none", 0], [230, 0.5 + at / 10, "none", 0], [320, 0.15, "blur(2.2px)", 0], [300, -0.2, "blur(0.8px)", 0.6]];

/** The scenes of so many codes, and of none, as grey `ImageData`. */
export async function draw(codes) {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const scenes = [];
  const empty = [];
  for (let at = 0; at < codes; at += 1) {
    const image = await createImageBitmap(await (await fetch(`/codes/${at}.png`)).blob());
    for (const [side, turn, filter, dark] of looks(at)) {
      counter(context);
      context.translate(520 + at * 20, HEIGHT / 2);
      context.rotate(turn);
      context.transform(1, 0.08, -0.05, 1, 0, 0);
      context.filter = filter;
      context.drawImage(image, -side / 2, -side / 2, side, side);
      context.filter = "none";
      if (dark) glare(context, dark);
      scenes.push(greyOf(context));
    }
  }
  for (let at = 0; at < EMPTY; at += 1) {
    counter(context);
    empty.push(greyOf(context));
  }
  const grey = (kind, at) => base64((kind === "scenes" ? scenes : empty)[at].data);
  return { scenes, empty, grey };
}

/** A counter with things on it. */
function counter(context) {
  context.filter = "none";
  context.resetTransform();
  const floor = context.createLinearGradient(0, 0, WIDTH, HEIGHT);
  floor.addColorStop(0, "#a09888");
  floor.addColorStop(1, "#555");
  context.fillStyle = floor;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  for (let at = 0; at < 60; at += 1) {
    context.fillStyle = `hsl(${at * 37} 20% ${30 + ((at * 13) % 40)}%)`;
    context.fillRect((at * 197) % WIDTH, (at * 89) % HEIGHT, 40, 22);
  }
}

function glare(context, dark) {
  context.fillStyle = `rgb(0 0 0 / ${dark})`;
  context.fillRect(-700, -700, 1500, 1500);
  context.fillStyle = "rgb(255 255 255 / 35%)";
  context.beginPath();
  context.ellipse(60, -60, 70, 30, 0.6, 0, 7);
  context.fill();
}

/** Grey, so that the same pictures can be carried to Node. */
function greyOf(context) {
  const image = context.getImageData(0, 0, WIDTH, HEIGHT);
  const { data } = image;
  for (let at = 0; at < data.length; at += 4) {
    const grey = (77 * data[at] + 150 * data[at + 1] + 29 * data[at + 2]) >> 8;
    data[at] = grey;
    data[at + 1] = grey;
    data[at + 2] = grey;
  }
  return image;
}

function base64(data) {
  let text = "";
  for (let from = 0; from < data.length; from += 4 * 8192) {
    let part = "";
    for (let at = from; at < Math.min(from + 4 * 8192, data.length); at += 4) part += String.fromCharCode(data[at]);
    text += part;
  }
  return btoa(text);
}
