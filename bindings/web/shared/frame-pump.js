// Feeds the frames of a video to the reader, one at a time: a frame that comes meanwhile is passed over.

/** A browser that has not told of a new picture for so long is not waited for, in milliseconds: some never tell. */
const SILENCE = 250;

/** `read` gets an image and returns a promise; `onReading` gets what it gave. */
export class FramePump {
  constructor(video, read, onReading) {
    this.video = video;
    this.read = read;
    this.onReading = onReading;
    this.running = false;
    this.turn = 0;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.next(++this.turn);
  }

  stop() {
    this.running = false;
    this.turn += 1;
  }

  next(turn) {
    if (!this.running || turn !== this.turn) return;
    let isGone = false;
    const go = () => {
      if (isGone) return;
      isGone = true;
      clearTimeout(timer);
      this.one(turn);
    };
    // Only with a new picture.
    const tells = Boolean(this.video.requestVideoFrameCallback);
    const timer = setTimeout(go, tells ? SILENCE : 40);
    if (tells) this.video.requestVideoFrameCallback(go);
  }

  async one(turn) {
    if (!this.running || turn !== this.turn) return;
    try {
      // A hidden page reads nothing.
      if (!document.hidden && this.video.readyState >= 2 && this.video.videoWidth > 0) {
        const taken = performance.now();
        const image = await grab(this.video);
        const reading = await this.read(image);
        if (this.running && turn === this.turn) this.onReading(reading, taken);
      }
    } catch {
      // The frame is lost, perhaps with its worker. The next one finds another.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.next(turn);
  }
}

async function grab(video) {
  // Takes the planes as they are, without drawing them first.
  if (typeof VideoFrame !== "undefined") {
    try {
      return new VideoFrame(video);
    } catch {
      // Some browsers have frames of other sources only.
    }
  }
  return createImageBitmap(video);
}
