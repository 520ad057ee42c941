"use strict";
(function () {
  var get = function (id) { return document.getElementById(id); };
  var all = function (what) { return Array.prototype.slice.call(document.querySelectorAll(what)); };
  var form = get("find"), query = get("q"), trade = get("trade"), region = get("region"), found = get("found");
  var entries = all("article").map(function (article) {
    return {
      article: article,
      text: article.textContent.toLowerCase(),
      trades: " " + article.getAttribute("data-t"),
      region: article.getAttribute("data-r")
    };
  });
  var groups = all("main .g"), sections = all("main section");
  var empty = function (part) { return !part.querySelector("article:not([hidden])"); };
  var show = function () {
    var words = query.value.toLowerCase().split(/\s+/).filter(Boolean), count = 0;
    entries.forEach(function (entry) {
      var hit = (!trade.value || entry.trades.indexOf(" " + trade.value + " ") >= 0) &&
        (!region.value || entry.region === region.value) &&
        words.every(function (word) { return entry.text.indexOf(word) >= 0; });
      entry.article.hidden = !hit;
      if (hit) { count += 1; }
    });
    groups.forEach(function (part) { part.hidden = empty(part); });
    sections.forEach(function (part) { part.hidden = empty(part); });
    found.textContent = found.getAttribute("data-word") + " " + count;
  };
  var later = 0;
  query.addEventListener("input", function () { clearTimeout(later); later = setTimeout(show, 120); });
  trade.addEventListener("change", show);
  region.addEventListener("change", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); show(); });
  form.hidden = false;
  // Days of Beijing.
  var today = new Date(Date.now() + 288e5).toISOString().slice(0, 10).replace(/-/g, "");
  entries.forEach(function (entry) {
    var until = entry.article.getAttribute("data-until"), line = entry.article.querySelector(".later");
    if (until && until < today && line) { line.hidden = false; }
  });
  // Links to an entry that the search has hidden show it again.
  window.addEventListener("hashchange", function () {
    var target = get(location.hash.slice(1));
    if (target && target.closest("[hidden]")) {
      query.value = trade.value = region.value = "";
      show();
      target.scrollIntoView();
    }
  });
})();
