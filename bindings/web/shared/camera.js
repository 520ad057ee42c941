// The camera: choice, torch, zoom, and every error in words that a merchant understands.

const WORDS = {
  insecure: [
    ["这个网页不是从安全地址打开的，浏览器不让用摄像头", "this page was not opened from a secure address, so the browser gives no camera"],
    ["请用 https 地址，或用单个文件的页面打开；扫码枪和图片照常可用。", "Open it by https, or use the single file. Scanners and pictures work as usual."],
  ],
  denied: [
    ["浏览器没有使用摄像头的权限", "the browser may not use the camera"],
    ["点地址栏旁的图标，允许使用摄像头，再按“打开摄像头”。", "Allow the camera by the sign beside the address, then press “Open the camera”."],
  ],
  none: [
    ["没有找到摄像头", "no camera was found"],
    ["插上摄像头再试；扫码枪和图片照常可用。", "Plug one in. Scanners and pictures work as usual."],
  ],
  busy: [
    ["摄像头正被别的程序使用", "another program is using the camera"],
    ["关闭视频会议和相机程序，再按“打开摄像头”。", "Close video calls and the camera app, then press “Open the camera”."],
  ],
  unplugged: [
    ["摄像头断开了", "the camera was unplugged"],
    ["重新插好，会自动继续。", "Plug it in again: it goes on by itself."],
  ],
  failed: [
    ["摄像头打不开", "the camera does not open"],
    ["换一个摄像头，或重新插一次。", "Try another camera, or plug it in once more."],
  ],
};

/** Which of our words fits an error of `getUserMedia`. */
function reasonOf(error) {
  switch (error?.name) {
    case "NotAllowedError":
    case "SecurityError":
    case "PermissionDeniedError":
      return "denied";
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}

/**
 * One camera at a time on one `video` element. `onState` is called with `{state, words}`: `off`, `opening`,
 * `streaming`, or `fault` with a pair of words, what is wrong and what to do. A page for other people has `words` of its
 * own, by the same names.
 */
export class Camera {
  constructor(video, onState, words = WORDS) {
    this.words = words;
    this.video = video;
    this.onState = onState;
    this.stream = null;
    this.device = null;
    this.wanted = false;
    navigator.mediaDevices?.addEventListener?.("devicechange", () => {
      // What was unplugged may have come back.
      if (this.wanted && !this.stream) this.open(this.device);
    });
  }

  async open(device = null) {
    this.close();
    this.wanted = true;
    this.device = device;
    const media = navigator.mediaDevices;
    if (!media?.getUserMedia) return this.fault("insecure");
    this.onState({ state: "opening" });
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const which = device ? { deviceId: { exact: device } } : { facingMode: { ideal: "environment" } };
    try {
      const stream = await media.getUserMedia({ audio: false, video: { ...size, ...which } });
      if (!this.wanted) {
        for (const track of stream.getTracks()) track.stop();
        return undefined;
      }
      this.stream = stream;
      const [track] = stream.getVideoTracks();
      this.device = track.getSettings?.().deviceId ?? device;
      track.addEventListener("ended", () => {
        if (this.stream !== stream) return;
        this.stream = null;
        this.video.srcObject = null;
        this.fault("unplugged");
      });
      this.video.srcObject = stream;
      await this.video.play();
      this.onState({ state: "streaming" });
    } catch (error) {
      // The chosen one is gone: any other is better than none.
      if (device && reasonOf(error) === "none") return this.open(null);
      this.fault(reasonOf(error));
    }
    return undefined;
  }

  fault(reason) {
    this.onState({ state: "fault", reason, words: this.words[reason] });
  }

  close() {
    this.wanted = false;
    const stream = this.stream;
    this.stream = null;
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
    this.onState({ state: "off" });
  }

  /** The cameras by name; names are known once one was opened. */
  async choices() {
    const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    return all.filter((one) => one.kind === "videoinput").map(({ deviceId, label }) => ({ deviceId, label }));
  }

  /** What the open camera offers: `torch`, and `zoom` with its borders. */
  abilities() {
    const track = this.stream?.getVideoTracks()[0];
    const offered = track?.getCapabilities?.() ?? {};
    return { torch: Boolean(offered.torch), zoom: offered.zoom ?? null, now: track?.getSettings?.() ?? {} };
  }

  async set(values) {
    const track = this.stream?.getVideoTracks()[0];
    try {
      await track?.applyConstraints({ advanced: [values] });
    } catch {
      // The camera has offered it and does not do it: nothing else depends on it.
    }
  }
}
