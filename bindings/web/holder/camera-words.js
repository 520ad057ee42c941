// What is said when the phone's camera does not open: what is wrong, and what to do.

const OTHER_WAYS = ["也可以从相册选图片，或粘贴码文。", "A picture or the text of the code works as well."];

function words(what, todo) {
  return [what, todo.map((text, at) => text + (at === 0 ? "" : " ") + OTHER_WAYS[at])];
}

export const CAMERA_WORDS = {
  insecure: words(
    ["这个网页不是从 https 地址打开的，浏览器不让用摄像头", "this page was not opened by https, so the browser gives no camera"],
    ["请用事务局给的 https 网址打开。", "Open it by the bureau's https address."],
  ),
  denied: words(
    ["浏览器没有使用摄像头的权限", "the browser may not use the camera"],
    ["请在浏览器或手机的设置里允许使用摄像头，再试一次。", "Allow the camera in the settings of the browser or the phone, and try again."],
  ),
  none: words(["没有找到摄像头", "no camera was found"], ["这台设备可能没有摄像头。", "This device may have none."]),
  busy: words(
    ["摄像头正被别的程序使用", "another program is using the camera"],
    ["请关闭视频通话和相机程序，再试一次。", "Close video calls and the camera app, and try again."],
  ),
  unplugged: words(["摄像头断开了", "the camera was unplugged"], ["请再试一次。", "Try again."]),
  failed: words(["摄像头打不开", "the camera does not open"], ["请关掉别的程序，再试一次。", "Close other programs, and try again."]),
};
