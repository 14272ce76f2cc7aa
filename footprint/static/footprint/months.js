// A site's table: arrow keys and Enter move up and down a column, a copied block fills the cells it covers.
(function () {
  "use strict";

  function grid(cell) {
    var rows = Array.prototype.slice.call(cell.closest("tbody").rows);
    return rows.map(function (row) { return Array.prototype.slice.call(row.querySelectorAll("input")); });
  }

  function place(cells, cell) {
    for (var row = 0; row < cells.length; row++) {
      var column = cells[row].indexOf(cell);
      if (column >= 0) return { row: row, column: column };
    }
    return null;
  }

  document.querySelectorAll("[data-months]").forEach(function (table) {
    table.addEventListener("keydown", function (event) {
      var step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
      if (!step || !event.target.matches("input")) return;
      var cells = grid(event.target), at = place(cells, event.target);
      var next = at && cells[at.row + step] && cells[at.row + step][at.column];
      event.preventDefault();
      if (next) { next.focus(); next.select(); }
    });

    table.addEventListener("paste", function (event) {
      var text = event.clipboardData.getData("text").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      if (!event.target.matches("input") || !/[\t\n]/.test(text)) return;
      event.preventDefault();
      var cells = grid(event.target), at = place(cells, event.target);
      text.split("\n").forEach(function (line, down) {
        line.split("\t").forEach(function (value, right) {
          var cell = cells[at.row + down] && cells[at.row + down][at.column + right];
          if (cell) cell.value = value.trim();
        });
      });
    });
  });
})();
