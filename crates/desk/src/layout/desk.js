// Live progress of a long command. All else works without script.
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
