// Draws a kinlens scene with 3Dmol.js, and runs the table of a page beside it. No other library, no network.
"use strict";
(function (root) {

  // ------------------------------------------------------------------------------------------ the scene

  // Columns of a molecule as the atoms 3Dmol.js takes.
  function atomsOf(molecule) {
    const atoms = [];
    for (let i = 0; i < molecule.owner.length; i++) {
      const r = molecule.owner[i];
      const secondary = molecule.secondary[r];
      const before = r > 0 && molecule.secondary[r - 1] === secondary && molecule.chain[r - 1] === molecule.chain[r];
      const after = r + 1 < molecule.secondary.length && molecule.secondary[r + 1] === secondary &&
        molecule.chain[r + 1] === molecule.chain[r];
      atoms.push({
        x: molecule.xyz[3 * i], y: molecule.xyz[3 * i + 1], z: molecule.xyz[3 * i + 2],
        elem: molecule.elements[molecule.element[i]], atom: molecule.atom[i], resn: molecule.resn[r],
        chain: molecule.chain[r], resi: molecule.number[r], icode: molecule.icode[r], hetflag: !molecule.polymer[r],
        ss: secondary, ssbegin: secondary !== "c" && !before, ssend: secondary !== "c" && !after,
        serial: i, index: i, bonds: [], bondOrder: [], properties: {}, owner: r
      });
    }
    for (let k = 0; k < molecule.bonds.length; k += 2) {
      const a = molecule.bonds[k], b = molecule.bonds[k + 1];
      atoms[a].bonds.push(b); atoms[a].bondOrder.push(1);
      atoms[b].bonds.push(a); atoms[b].bondOrder.push(1);
    }
    return atoms;
  }

  function point(xyz) { return { x: xyz[0], y: xyz[1], z: xyz[2] }; }

  // Puts the scene's molecules into a viewer; `only` shows one of them (and what is carried over into it).
  function setUp(viewer, scene, options) {
    options = options || {};
    const only = options.only === undefined ? -1 : options.only;
    const models = scene.molecules.map(function (molecule) {
      if (only >= 0 && molecule.home !== only) { return null; }
      const model = viewer.addModel();
      model.addAtoms(atomsOf(molecule));
      return model;
    });
    const state = {
      scene: scene, viewer: viewer, models: models, only: only,
      shown: {}, colouring: 0, lines: "first", labels: true, chosen: -1, pick: options.pick || function () {}
    };
    scene.layers.forEach(function (layer) { state.shown[layer.name] = layer.shown; });
    viewer.setHoverDuration(120);
    viewer.setHoverable({}, true, function (atom) {
      if (atom.hoverLabel) { return; }
      const place = models.findIndex(function (model) { return model && model.getID() === atom.model; });
      const told = place < 0 ? "" : scene.molecules[place].told[atom.owner];
      if (told) {
        atom.hoverLabel = viewer.addLabel(told, {
          position: atom, backgroundColor: "#1b2733", backgroundOpacity: 0.92, fontColor: "white", fontSize: 12,
          inFront: true, alignment: "bottomCenter", screenOffset: { x: 0, y: -14 }
        });
      }
    }, function (atom) {
      if (atom.hoverLabel) { viewer.removeLabel(atom.hoverLabel); delete atom.hoverLabel; }
    });
    viewer.setViewStyle({ style: "outline", color: "#333333", width: 0.025 });
    paint(state);
    home(state, 0);
    return state;
  }

  function visible(state, molecule) { return state.models[molecule] !== null; }

  function selection(state, molecule, atoms) { return { model: state.models[molecule], serial: atoms }; }

  // Sticks: carbon in the layer's colour, other elements in their own.
  function withElements(state, style, colour) {
    const map = Object.assign({ C: colour }, state.scene.elements);
    const made = {};
    Object.keys(style).forEach(function (kind) {
      made[kind] = Object.assign({ colorscheme: { prop: "elem", map: map } }, style[kind]);
    });
    return made;
  }

  function paint(state) {
    const viewer = state.viewer, scene = state.scene;
    const colours = scene.colourings.length ? scene.colourings[state.colouring].colours : [];
    viewer.removeAllLabels();
    viewer.removeAllShapes();
    viewer.setStyle({}, {});
    if (state.only >= 0) {
      viewer.addLabel(scene.molecules[state.only].name, {
        position: { x: 8, y: 8, z: 0 }, useScreen: true, fontColor: "#111111", backgroundColor: "white",
        backgroundOpacity: 0.8, fontSize: 14
      });
    }
    scene.layers.forEach(function (layer) {
      if (!state.shown[layer.name]) { return; }
      layer.parts.forEach(function (part) {
        if (!visible(state, part.molecule)) { return; }
        viewer.addStyle(selection(state, part.molecule, part.atoms),
          part.carbons ? withElements(state, part.style, part.colour) : part.style);
      });
    });
    scene.marks.forEach(function (mark, i) {
      if (!visible(state, mark.molecule)) { return; }
      const big = i === state.chosen;
      viewer.addStyle(selection(state, mark.molecule, mark.atoms),
        withElements(state, { stick: { radius: 0.2 } }, colours[i]));
      viewer.addSphere({
        center: point(mark.at), radius: big ? 1.5 : 1.15, color: colours[i], clickable: true,
        callback: function () { state.pick(i); }
      });
      if (state.labels || big) {
        viewer.addLabel(mark.label, {
          position: point(mark.at), backgroundColor: "white", backgroundOpacity: big ? 1 : 0.82, fontColor: "#111111",
          borderColor: colours[i], borderThickness: big ? 2 : 1, fontSize: big ? 15 : 13, inFront: true,
          alignment: "centerLeft", screenOffset: { x: 12, y: 0 }
        });
      }
    });
    scene.lines.forEach(function (line) {
      const wanted = line.mark === state.chosen || state.lines === "all" || (state.lines === "first" && line.shown);
      if (!wanted || !visible(state, scene.marks[line.mark].molecule)) { return; }
      viewer.addCylinder({
        start: point(line.from), end: point(line.to), radius: 0.07, dashed: true, dashLength: 0.35, gapLength: 0.25,
        fromCap: 1, toCap: 1, color: "#222222"
      });
      if (line.mark === state.chosen || scene.marks.length <= 6) {
        viewer.addLabel(line.said, {
          position: { x: (line.from[0] + line.to[0]) / 2, y: (line.from[1] + line.to[1]) / 2,
            z: (line.from[2] + line.to[2]) / 2 },
          backgroundColor: "white", backgroundOpacity: 0.7, fontColor: "#333333", fontSize: 11, inFront: true,
          alignment: "center"
        });
      }
    });
    viewer.render();
  }

  // The standard orientation, turned as the scene says; the shown part of the structure fills the view.
  function home(state, milliseconds, more) {
    const viewer = state.viewer;
    const view = viewer.getView();
    viewer.setView([view[0], view[1], view[2], view[3], 0, 0, 0, 1]);
    const ribbon = state.scene.layers[0];
    const parts = ribbon ? ribbon.parts.filter(function (part) { return visible(state, part.molecule); }) : [];
    if (parts.length) {
      viewer.zoomTo({ or: parts.map(function (part) { return selection(state, part.molecule, part.atoms); }) });
    } else {
      viewer.zoomTo();
    }
    viewer.rotate((state.scene.turn || 0) + (more || 0), "y", milliseconds || 0);
    viewer.render();
  }

  // Flies to a mark: the residue and what is around it.
  function fly(state, mark, milliseconds) {
    const one = state.scene.marks[mark];
    state.chosen = mark;
    paint(state);
    const near = { within: { distance: 9, sel: selection(state, one.molecule, one.atoms) } };
    state.viewer.zoomTo(Object.assign({ model: state.models[one.molecule] }, near), milliseconds);
  }

  // ------------------------------------------------------------------------------------------- the page

  function byId(name) { return document.getElementById(name); }

  function element(name, text, properties) {
    const made = document.createElement(name);
    if (text !== undefined) { made.textContent = text; }
    return Object.assign(made, properties || {});
  }

  function save(name, href) {
    const link = element("a", "", { href: href, download: name });
    document.body.append(link);
    link.click();
    link.remove();
  }

  function start() {
    const data = JSON.parse(byId("data").textContent);
    const page = { data: data, state: null };
    if (data.scene) { startViewer(page); }
    if (byId("rows")) { startTable(page); }
    document.documentElement.dataset.ready = String(Math.round(performance.now()));
  }

  // The picture stays where no viewer can run.
  function startViewer(page) {
    let viewer = null;
    try {
      if (!root.$3Dmol) { throw new Error("3Dmol.js could not be loaded"); }
      viewer = root.$3Dmol.createViewer(byId("viewer"), { backgroundColor: "white", antialias: true });
      if (!viewer) { throw new Error("the browser has no WebGL"); }
      page.state = setUp(viewer, page.data.scene, { pick: function (mark) { chooseMark(page, mark); } });
    } catch (trouble) {
      byId("viewer").remove();
      byId("why").hidden = false;
      byId("why").textContent = "This is a picture: " + String(trouble && trouble.message || trouble) + ".";
      return;
    }
    kinlens.states.push(page.state);
    document.body.classList.add("live");
    byId("why").hidden = true;
    byId("controls").hidden = false;
    startControls(page);
  }

  function startControls(page) {
    const state = page.state, scene = state.scene;
    byId("home").onclick = function () { state.chosen = -1; paint(state); home(state, 0); };
    byId("left").onclick = function () { turn(state, -45, "y"); };
    byId("right").onclick = function () { turn(state, 45, "y"); };
    byId("picture").onclick = function () { save("kinlens.png", state.viewer.pngURI()); };
    byId("labels").onchange = function () { state.labels = this.checked; paint(state); };
    byId("lines").onchange = function () { state.lines = this.value; paint(state); };
    const colouring = byId("colouring");
    scene.colourings.forEach(function (one, i) { colouring.append(element("option", one.title, { value: String(i) })); });
    colouring.onchange = function () { state.colouring = Number(this.value); paint(state); legend(state); };
    scene.layers.forEach(function (layer) {
      const box = element("input", undefined, { type: "checkbox", checked: layer.shown });
      box.onchange = function () { state.shown[layer.name] = box.checked; paint(state); legend(state); };
      const label = element("label");
      label.append(box, " " + layer.title);
      byId("layers").append(label);
    });
    byId("stage").addEventListener("keydown", function (event) {
      const turns = { ArrowLeft: [-15, "y"], ArrowRight: [15, "y"], ArrowUp: [-15, "x"], ArrowDown: [15, "x"] };
      if (turns[event.key]) { turn(state, turns[event.key][0], turns[event.key][1]); }
      else if (event.key === "+" || event.key === "=") { state.viewer.zoom(1.2); state.viewer.render(); }
      else if (event.key === "-") { state.viewer.zoom(1 / 1.2); state.viewer.render(); }
      else if (event.key === "0") { byId("home").click(); }
      else { return; }
      event.preventDefault();
    });
    // A canvas does not print: its picture does.
    window.addEventListener("beforeprint", function () { byId("still").src = state.viewer.pngURI(); });
  }

  function turn(state, degrees, axis) { state.viewer.rotate(degrees, axis); state.viewer.render(); }

  function legend(state) {
    const box = byId("legend"), said = {};
    box.textContent = "";
    function add(colour, text) {
      if (!text || said[colour + text]) { return; }
      said[colour + text] = true;
      const one = element("span"), patch = element("i");
      patch.style.background = colour;
      one.append(patch, text);
      box.append(one, " ");
    }
    state.scene.layers.forEach(function (layer) {
      if (state.shown[layer.name]) { layer.parts.forEach(function (part) { add(part.colour, part.title); }); }
    });
    if (state.scene.marks.length) {
      state.scene.colourings[state.colouring].key.forEach(function (key) { add(key[0], key[1]); });
    }
  }

  function startTable(page) {
    const table = byId("rows"), body = table.tBodies[0];
    page.rows = Array.from(body.rows);
    page.numeric = page.data.table.numeric;
    page.rows.forEach(function (row) {
      page.numeric.forEach(function (number, i) { if (number) { row.cells[i].className = "number"; } });
    });
    Array.from(table.tHead.rows[0].cells).forEach(function (head, i) {
      head.querySelector("button").onclick = function () { sort(page, i, head); };
    });
    let waiting = 0;
    function later() { clearTimeout(waiting); waiting = setTimeout(function () { filter(page); }, 60); }
    byId("filter").addEventListener("input", later);
    byId("status").addEventListener("change", later);
    body.addEventListener("click", function (event) {
      const row = event.target.closest("tr");
      if (row) { choose(page, row); }
    });
    body.addEventListener("keydown", function (event) { step(page, event); });
    byId("download").onclick = function () {
      const address = URL.createObjectURL(new Blob([page.data.table.tsv], { type: "text/tab-separated-values" }));
      save("kinlens.tsv", address);
      setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
    };
    filter(page);
  }

  function sort(page, column, head) {
    const upwards = head.getAttribute("aria-sort") !== "ascending";
    Array.from(head.parentNode.cells).forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", upwards ? "ascending" : "descending");
    const number = page.numeric[column];
    const keyed = page.rows.map(function (row, i) {
      const text = row.cells[column].textContent;
      return { row: row, i: i, key: number ? parseFloat(text) : text };
    });
    keyed.sort(function (a, b) {
      const blankA = number ? isNaN(a.key) : a.key === "", blankB = number ? isNaN(b.key) : b.key === "";
      if (blankA || blankB) { return blankA - blankB || a.i - b.i; }  // blanks last, whichever way
      const order = number ? a.key - b.key : a.key.localeCompare(b.key, undefined, { numeric: true });
      return (upwards ? order : -order) || a.i - b.i;
    });
    page.rows = keyed.map(function (one) { return one.row; });
    const all = document.createDocumentFragment();
    page.rows.forEach(function (row) { all.append(row); });
    byId("rows").tBodies[0].append(all);
  }

  function filter(page) {
    const words = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean), status = byId("status").value;
    let count = 0;
    page.rows.forEach(function (row) {
      const text = row.textContent.toLowerCase();
      const fits = (!status || row.dataset.status === status) &&
        words.every(function (word) { return text.includes(word); });
      row.hidden = !fits;
      if (fits) { count += 1; }
    });
    byId("count").textContent = count === page.rows.length ? count + " rows" : count + " of " + page.rows.length + " rows";
  }

  function step(page, event) {
    const row = event.target.closest("tr");
    if (!row) { return; }
    if (event.key === "Enter" || event.key === " ") { choose(page, row); event.preventDefault(); return; }
    const seen = page.rows.filter(function (one) { return !one.hidden; });
    const to = { ArrowDown: seen.indexOf(row) + 1, ArrowUp: seen.indexOf(row) - 1, Home: 0, End: seen.length - 1 }[event.key];
    if (to === undefined || !seen[to]) { return; }
    page.rows.forEach(function (one) { one.tabIndex = -1; });
    seen[to].tabIndex = 0;
    seen[to].focus();
    event.preventDefault();
  }

  function choose(page, row) {
    page.rows.forEach(function (one) { one.classList.toggle("on", one === row); });
    details(page, Number(row.dataset.row));
    const mark = Number(row.dataset.mark);
    if (page.state && mark >= 0) { fly(page.state, mark, 700); }
  }

  function chooseMark(page, mark) {
    const row = page.rows.find(function (one) { return Number(one.dataset.mark) === mark; });
    if (!row) { return; }
    row.scrollIntoView({ block: "nearest" });
    choose(page, row);
  }

  function details(page, number) {
    const box = byId("details"), list = element("dl");
    page.data.table.details.forEach(function (column, i) {
      const value = page.data.table.rows[number][i];
      if (value) { list.append(element("dt", column[0].replace(/_A$/, " (Å)"), { title: column[1] }), element("dd", value)); }
    });
    box.textContent = "";
    box.append(list);
  }

  const kinlens = { setUp: setUp, paint: paint, home: home, fly: fly, start: start, states: [] };
  root.kinlens = root.kinlens || kinlens;
})(typeof window === "undefined" ? globalThis : window);
