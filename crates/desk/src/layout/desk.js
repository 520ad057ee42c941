// Live progress of a long command, and a word before the desk locks. All else works without script.
"use strict";
const job = document.getElementById("job");
if (job) {
  const bar = job.querySelector("progress");
  const text = document.getElementById("job-text");
  const events = new EventSource(job.dataset.events);
  events.addEventListener("message", (message) => {
    const progress = JSON.parse(message.data);
    if (progress.total > 0) {
      bar.max = progress.total;
      bar.value = progress.done;
    }
    if (progress.text) text.textContent = progress.text;
    if (progress.ended) {
      events.close();
      location.replace(job.dataset.then);
    }
  });
  // The desk was closed or locked: the page says which.
  events.addEventListener("error", () => {
    events.close();
    setTimeout(() => location.reload(), 2000);
  });
}

// A page that the browser has kept has forms that were sent already: it is asked for again.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// What is typed and not sent would be lost when the desk locks: it says so before, and can be told to wait.
const idle = document.getElementById("idle");
if (idle) {
  const warning = 120;
  const seconds = Number(idle.dataset.seconds);
  let timers = [];
  const begin = () => {
    timers.forEach(clearTimeout);
    idle.hidden = true;
    timers = [
      setTimeout(() => { idle.hidden = false; }, (seconds - warning) * 1000),
      setTimeout(() => location.replace(idle.dataset.to), seconds * 1000),
    ];
  };
  // To ask for a page is work.
  const lost = () => location.reload();
  const goOn = () => fetch(idle.dataset.here).then((answer) => (answer.ok ? begin() : lost()), lost);
  idle.querySelector("button").addEventListener("click", goOn);
  begin();
}
