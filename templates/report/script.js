"use strict";
(function () {
  var get = function (id) { return document.getElementById(id); };
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  all(".tools").forEach(function (tools) { tools.hidden = false; });

  // What the page says of itself stands in it, not here.
  var words = {};
  var said = get("said");
  if (said) {
    all("[data-say]", said.content).forEach(function (one) { words[one.getAttribute("data-say")] = one.textContent; });
  }
  var say = function (key, values) {
    return (words[key] || "").replace(/\{(\w)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  };

  // Whoever prints wants what is folded up, too; afterwards it is folded up again.
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = all("section:not(#files) details:not([open])");
    folded.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (one) { one.open = false; });
  });
  var fold = function (id, open) {
    if (get(id)) {
      get(id).addEventListener("click", function () {
        all(".tree details").forEach(function (one) { one.open = open; });
      });
    }
  };
  fold("open-all", true);
  fold("close-all", false);
  // A link into something that is folded up opens it.
  var reveal = function () {
    var target = location.hash.length > 1 && get(decodeURIComponent(location.hash.slice(1)));
    for (var one = target; one; one = one.parentElement) {
      if (one.tagName === "DETAILS") { one.open = true; }
    }
    if (target) { target.scrollIntoView(); }
  };
  window.addEventListener("hashchange", reveal);
  reveal();

  // Units of the matrix.
  var unit = get("matrix-unit"), unfinished = get("matrix-open");
  var wanting = ".k-missing, .k-returned, .k-held, .k-provisional";
  var showUnits = function () {
    var sought = unit.value.trim(), shown = 0;
    all(".matrix tbody").forEach(function (group) {
      var here = 0;
      all("tr[id]", group).forEach(function (row) {
        var fits = row.cells[0].textContent.indexOf(sought) >= 0 && (!unfinished.checked || row.querySelector(wanting));
        row.hidden = !fits;
        here += fits ? 1 : 0;
      });
      group.hidden = here === 0;
      shown += here;
    });
    get("matrix-count").textContent = say("units", { n: shown });
  };
  if (unit) {
    unit.addEventListener("input", showUnits);
    unfinished.addEventListener("change", showUnits);
  }

  // Findings: all of them stand in the data, and only a slice of them is drawn.
  var list = get("lines"), form = get("filters");
  if (!list || !form) { return; }
  var data = JSON.parse(get("data").textContent);
  var SLICE = 100;
  var pattern = get("line").content.querySelector("li");
  var field = function (name) { return get("f-" + name); };
  var option = function (name, value) { return field(name).querySelector('option[value="' + value + '"]').textContent; };
  var prefixes = {};
  ["value", "expected", "hint", "answer", "source"].forEach(function (name) {
    prefixes[name] = pattern.querySelector("." + name).textContent.trim();
  });
  var put = function (item, name, text) {
    var place = item.querySelector("." + name);
    if (text) { place.textContent = (prefixes[name] || "") + text; } else { place.remove(); }
  };
  var states = ["open", "explained", "overridden"];
  var draw = function (line) {
    var item = pattern.cloneNode(true), n = line[0], t = line[1], tags = item.querySelectorAll(".tag");
    var severity = option("severity", n[0]);
    tags[0].textContent = severity;
    tags[0].className = "tag v-" + severity.charAt(0);
    tags[1].textContent = option("state", n[4]);
    tags[1].className = "tag s-" + states[n[4]];
    put(item, "rule", data.rules[n[1]][0]);
    put(item, "unit", data.units[n[2]] || words.unknown);
    put(item, "form", data.forms[n[3]]);
    put(item, "place", t[0] || words.whole);
    put(item, "row", t[1]);
    put(item, "value", t[2]);
    put(item, "expected", t[3]);
    put(item, "message", t[4]);
    put(item, "hint", data.hints[n[5]]);
    put(item, "answer", t[5]);
    put(item, "source", t[6]);
    return item;
  };
  var found = [], drawn = 0;
  var more = function () {
    var part = document.createDocumentFragment(), end = Math.min(drawn + SLICE, found.length);
    var first = null;
    for (; drawn < end; drawn += 1) {
      var item = draw(found[drawn]);
      first = first || item;
      part.appendChild(item);
    }
    list.appendChild(part);
    get("more").hidden = drawn >= found.length;
    get("found").textContent = found.length ? say("found", { n: found.length, m: drawn }) : words.nothing;
    return first;
  };
  var filters = [["severity", 0], ["rule", 1], ["unit", 2], ["form", 3], ["state", 4]];
  var orders = { unit: 2, rule: 1 };
  var find = function () {
    var sought = field("text").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    var chosen = filters.filter(function (one) { return field(one[0]).value !== ""; })
      .map(function (one) { return [one[1], Number(field(one[0]).value)]; });
    found = data.lines.filter(function (line) {
      if (!chosen.every(function (one) { return line[0][one[0]] === one[1]; })) { return false; }
      if (!sought.length) { return true; }
      var rule = data.rules[line[0][1]];
      var text = [rule[0], data.units[line[0][2]], data.forms[line[0][3]], data.hints[line[0][5]]].concat(line[1]).join("\n").toLowerCase();
      return sought.every(function (word) { return text.indexOf(word) >= 0; });
    });
    var by = orders[field("order").value];
    if (by !== undefined) {
      found = found.map(function (line, at) { return [line, at]; })
        .sort(function (left, right) { return left[0][0][by] - right[0][0][by] || left[1] - right[1]; })
        .map(function (pair) { return pair[0]; });
    }
    list.textContent = "";
    drawn = 0;
    more();
  };
  var later = 0;
  form.addEventListener("input", function () { clearTimeout(later); later = setTimeout(find, 150); });
  form.addEventListener("submit", function (event) { event.preventDefault(); find(); });
  form.addEventListener("reset", function () { setTimeout(find, 0); });
  get("more").addEventListener("click", function () {
    var first = more();
    if (first) { first.tabIndex = -1; first.focus({ preventScroll: true }); }
  });
  // A link for a rule or a unit, and a cell of the matrix, show only theirs.
  var only = function (values) {
    form.reset();
    Object.keys(values).forEach(function (name) { field(name).value = values[name]; });
    find();
    get("list").focus({ preventScroll: true });
    get("list").scrollIntoView();
  };
  var formOf = function (number) {
    var head = document.querySelector(".matrix thead").rows[0].cells[number + 1].textContent;
    return String(data.forms.indexOf(head));
  };
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-rule], a[data-unit], a[data-form]");
    if (!link) { return; }
    var chosen = {};
    if (link.hasAttribute("data-rule")) { chosen.rule = link.getAttribute("data-rule"); }
    if (link.hasAttribute("data-unit")) { chosen.unit = link.getAttribute("data-unit"); }
    if (link.hasAttribute("data-form")) {
      var of = field("unit").querySelector('option[data-number="' + link.getAttribute("href").slice(2) + '"]');
      if (!of) { return; }
      chosen = { unit: of.value, form: formOf(Number(link.getAttribute("data-form"))) };
    }
    event.preventDefault();
    only(chosen);
  });
  find();
})();
