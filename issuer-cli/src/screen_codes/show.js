'use strict';
(() => {
  const at = (id) => document.getElementById(id);
  const canvas = at('code'), place = at('place'), stop = at('stop'), rate = at('rate');
  const codes = at('data').textContent.trim().split(' ').map((one) => one.split(':'));
  const words = [stop.textContent, stop.dataset.go];
  const QUIET = 4;
  let next = 0, running = true, timer = 0;

  function draw(index) {
    const [width, base64] = [Number(codes[index][0]), codes[index][1]];
    const bits = atob(base64);
    const side = width + 2 * QUIET;
    // Whole pixels for each module, as large as the screen shows.
    const scale = Math.max(1, Math.floor(canvas.clientWidth * devicePixelRatio / side));
    canvas.width = canvas.height = side * scale;
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = '#000';
    for (let module = 0; module < width * width; module += 1) {
      if (bits.charCodeAt(module >> 3) & (0x80 >> (module & 7))) {
        const x = module % width, y = (module - x) / width;
        pen.fillRect((x + QUIET) * scale, (y + QUIET) * scale, scale, scale);
      }
    }
    place.textContent = `${index + 1} / ${codes.length}`;
  }

  function step() {
    draw(next);
    next = (next + 1) % codes.length;
    timer = setTimeout(step, 1000 / Number(rate.value));
  }

  stop.addEventListener('click', () => {
    running = !running;
    stop.textContent = words[running ? 0 : 1];
    clearTimeout(timer);
    if (running) step();
  });
  rate.addEventListener('input', () => { at('shown').textContent = rate.value; });
  at('shown').textContent = rate.value;
  if (navigator.wakeLock) navigator.wakeLock.request('screen').catch(() => {});
  step();
})();
