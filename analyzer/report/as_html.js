"use strict";
(function () {
  var form = document.getElementById("filter");
  var search = document.getElementById("search");
  var rule = document.getElementById("rule");
  var category = document.getElementById("category");
  var count = document.getElementById("count");
  var severities = Array.prototype.slice.call(form.querySelectorAll("input[type=checkbox]"));
  var findings = Array.prototype.slice.call(document.querySelectorAll("article"));
  var files = Array.prototype.slice.call(document.querySelectorAll("section.file"));

  function filter() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var wanted = severities.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    var shown = 0;
    findings.forEach(function (finding) {
      var text = finding.textContent.toLowerCase() + " " + finding.dataset.path.toLowerCase();
      var fits = wanted.indexOf(finding.dataset.severity) >= 0 &&
        (!rule.value || finding.dataset.rule === rule.value) &&
        (!category.value || finding.dataset.category === category.value) &&
        words.every(function (word) { return text.indexOf(word) >= 0; });
      finding.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    var all = shown === findings.length;
    files.forEach(function (file) {
      file.hidden = !all && !file.querySelector("article:not([hidden])") && !file.querySelector(".failed");
    });
    count.textContent = all ? findings.length + " shown" : shown + " of " + findings.length + " shown";
  }

  function step(by) {
    var open = findings.filter(function (finding) { return !finding.hidden; });
    if (!open.length) { return; }
    var at = open.indexOf(document.activeElement);
    var next = open[at < 0 ? (by > 0 ? 0 : open.length - 1) : (at + by + open.length) % open.length];
    next.focus();
    next.scrollIntoView({ block: "center" });
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(filter, 0); });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (typing) { return; }
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    if (event.key === "j") { step(1); }
    if (event.key === "k") { step(-1); }
  });
  filter();
}());
