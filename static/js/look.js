// Small comforts for pages that work without them: copy buttons, questions before something is lost, ticking countdowns, menus that close.
(function () {
  "use strict";

  document.documentElement.classList.add("js");

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (button) {
      navigator.clipboard.writeText(button.dataset.copy).then(function () {
        var before = button.textContent;
        button.textContent = button.dataset.done;
        setTimeout(function () { button.textContent = before; }, 2000);
      });
      return;
    }
    var lossy = event.target.closest("[data-confirm]");
    if (lossy && !window.confirm(document.getElementById(lossy.dataset.confirm).textContent)) event.preventDefault();
    document.querySelectorAll("details.account[open], details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.account[open], details.menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // What went wrong is read out first.
  var summary = document.querySelector(".error-summary");
  if (summary && !summary.closest(".no-focus")) summary.focus();

  // Countdowns: the server wrote the moment and the words; here they only move.
  var clocks = Array.prototype.slice.call(document.querySelectorAll("[data-until]"));
  var skew = clocks.length ? Date.parse(clocks[0].dataset.now) - Date.now() : 0;
  function pad(value) { return String(value).padStart(2, "0"); }
  function tick() {
    clocks.forEach(function (clock) {
      var left = Math.max(0, Math.floor((Date.parse(clock.dataset.until) - Date.now() - skew) / 1000));
      if (!left) { clock.textContent = clock.dataset.over; return; }
      if (left >= 86400) return;
      var hours = Math.floor(left / 3600), rest = pad(Math.floor(left / 60) % 60) + ":" + pad(left % 60);
      clock.textContent = hours ? hours + ":" + rest : rest;
    });
  }
  if (clocks.length) { tick(); setInterval(tick, 1000); }
})();
