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

  // Puts the scene's molecules into a viewer; `only` shows one structure (and what is carried over
  // into it) in a `cell` of a grid.
  function setUp(viewer, scene, options) {
    options = options || {};
    if (!able()) { throw new Error("the browser has no WebGL"); }
    const only = options.only === undefined ? -1 : options.only;
    const models = scene.molecules.map(function (molecule) {
      if (only >= 0 && molecule.home !== only) { return null; }
      const model = viewer.addModel();
      model.addAtoms(atomsOf(molecule));
      return model;
    });
    const state = {
      scene: scene, viewer: viewer, models: models, only: only, shown: {}, colouring: 0, lines: "first",
      labels: scene.marks.length <= (options.few || 25),
      chosen: -1, flight: 0, flying: false, cell: options.cell || [0, 0, 1, 1], pick: options.pick || function () {}, overlay: makeOverlay(viewer)
    };
    scene.layers.forEach(function (layer) { state.shown[layer.name] = layer.shown; });
    viewer.setHoverDuration(120);
    viewer.setHoverable({}, true, function (atom) { tell(state, atom); }, function () { state.overlay.tip.hidden = true; });
    viewer.setViewChangeCallback(function () { placeLater(state); });
    viewer.setStyle({}, {});
    viewer.setViewStyle({ style: "outline", color: "#333333", width: 0.025 });
    home(state);  // with nothing to draw yet: the first frame costs most, and there should be one
    paint(state);
    return state;
  }

  // 3Dmol.js makes a viewer without WebGL, too, which then shows nothing.
  function able() {
    const probe = document.createElement("canvas");
    const context = probe.getContext("webgl2") || probe.getContext("webgl");
    const release = context && context.getExtension("WEBGL_lose_context");
    if (release) { release.loseContext(); }
    return Boolean(context);
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

  function coloursOf(state) {
    return state.scene.colourings.length ? state.scene.colourings[state.colouring].colours : [];
  }

  function lineWanted(state, line) {
    // Where a mark is chosen its distances are wanted, and not those of others unless all are; none that end in nothing.
    const there = !line.layer || state.shown[line.layer];
    const shown = ((line.mark === state.chosen || state.lines === "all") && there) ||
      (state.lines === "first" && line.shown && state.chosen < 0);
    return shown && visible(state, state.scene.marks[line.mark].molecule);
  }

  function paint(state) {
    const viewer = state.viewer, scene = state.scene, colours = coloursOf(state);
    viewer.removeAllShapes();
    viewer.setStyle({}, {});
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
      // Where a wild type and its mutant stand in one place spheres would hide what differs: thick sticks, a small ball.
      const crowded = mark.crowded && state.only < 0, chosen = i === state.chosen;
      viewer.addStyle(selection(state, mark.molecule, mark.atoms),
        withElements(state, { stick: { radius: crowded ? 0.32 : 0.2 } }, colours[i]));
      viewer.addSphere({
        center: point(mark.at), radius: crowded ? 0.45 : chosen ? 1.4 : 1.15, color: colours[i], clickable: true,
        callback: function () { state.pick(i); }
      });
    });
    scene.lines.forEach(function (line) {
      if (!lineWanted(state, line)) { return; }
      viewer.addCylinder({
        start: point(line.from), end: point(line.to), radius: 0.07, dashed: true, dashLength: 0.35, gapLength: 0.25,
        fromCap: 1, toCap: 1, color: "#222222"
      });
    });
    viewer.render();
    writeLabels(state);
  }

  // ------------------------------------------------------------------------------------------- labels

  // Labels are text over the canvas: sharp, never on top of each other, and cheap for software renderers.
  function makeOverlay(viewer) {
    const canvas = viewer.getCanvas(), parent = canvas.parentNode;
    const box = document.createElement("div");
    box.style.cssText = "position:absolute;inset:0;overflow:hidden;pointer-events:none;font:600 13px sans-serif";
    const leaders = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    leaders.style.cssText = "position:absolute;inset:0;width:100%;height:100%";
    const tip = document.createElement("div");
    tip.style.cssText = "position:absolute;max-width:90%;padding:2px 8px;border-radius:4px;background:#1b2733;" +
      "color:white;font:12px sans-serif;z-index:3";
    tip.hidden = true;
    box.append(leaders, tip);
    parent.append(box);
    return { box: box, leaders: leaders, tip: tip, labels: [], waiting: 0 };
  }

  // Where a point of the scene is in the overlay, in pixels.
  function seenAt(state, xyz) {
    const at = state.viewer.modelToScreen(point(xyz)), box = state.overlay.box.getBoundingClientRect();
    return { x: at.x - box.left - window.pageXOffset, y: at.y - box.top - window.pageYOffset };
  }

  function tell(state, atom) {
    const place = state.models.findIndex(function (model) { return model && model.getID() === atom.model; });
    const told = place < 0 ? "" : state.scene.molecules[place].told[atom.owner];
    if (!told) { return; }
    const tip = state.overlay.tip, at = seenAt(state, [atom.x, atom.y, atom.z]);
    tip.textContent = told;
    tip.hidden = false;
    const wide = state.overlay.box.clientWidth;
    tip.style.left = Math.max(4, Math.min(at.x - tip.offsetWidth / 2, wide - tip.offsetWidth - 4)) + "px";
    tip.style.top = Math.max(4, at.y - tip.offsetHeight - 14) + "px";
  }

  function writeLabels(state) {
    const overlay = state.overlay, scene = state.scene, colours = coloursOf(state);
    overlay.labels.forEach(function (label) { label.node.remove(); });
    overlay.labels = [];
    function write(text, at, style, aside) {
      const node = document.createElement("div");
      node.textContent = text;
      node.style.cssText = "position:absolute;white-space:nowrap;border-radius:4px;" + style;
      overlay.box.append(node);
      overlay.labels.push({ node: node, at: at, aside: aside, wide: node.offsetWidth, high: node.offsetHeight,
        text: text, placed: null });
    }
    if (state.only >= 0) {
      const cell = state.cell;  // row and column in the grid, and how many there are
      write(scene.molecules[state.only].name, null, "left:calc(" + 100 * cell[1] / cell[3] + "% + 8px);top:calc(" +
        100 * cell[0] / cell[2] + "% + 8px);background:#ffffffcc;padding:1px 6px", 0);
    }
    scene.marks.forEach(function (mark, i) {
      if (!visible(state, mark.molecule) || !(state.labels || i === state.chosen)) { return; }
      write(mark.label, mark.at, "padding:0 6px;background:#ffffffd9;color:#111;border:" +
        (i === state.chosen ? 2 : 1) + "px solid " + colours[i], 16);
    });
    const few = scene.marks.length <= 3;
    scene.lines.forEach(function (line) {
      if (lineWanted(state, line) && (few || line.mark === state.chosen)) {
        const middle = [0, 1, 2].map(function (k) { return (line.from[k] + line.to[k]) / 2; });
        write(line.mark === state.chosen ? line.name + " " + line.said : line.said, middle, "padding:0 3px;background:#ffffffb3;color:#333;font-weight:400;font-size:11px", 0);
      }
    });
    place(state);
  }

  function placeLater(state) {
    if (!state.overlay.waiting) {
      state.overlay.waiting = requestAnimationFrame(function () { state.overlay.waiting = 0; place(state); });
    }
  }

  // Each label beside what it names; of two that would overlap the lower one moves down.
  function place(state) {
    const overlay = state.overlay, taken = [];
    overlay.leaders.textContent = "";
    const wanted = overlay.labels.filter(function (label) { return label.at; });
    wanted.forEach(function (label) { label.seen = seenAt(state, label.at); });
    wanted.sort(function (a, b) { return a.seen.y - b.seen.y; });
    const wide = overlay.box.clientWidth, high = overlay.box.clientHeight;
    wanted.forEach(function (label) {
      const inside = label.seen.x > -20 && label.seen.y > -20 && label.seen.x < wide + 20 && label.seen.y < high + 20;
      label.node.style.display = inside ? "" : "none";
      label.placed = null;
      if (!inside) { return; }
      const left = label.aside ? Math.min(label.seen.x + label.aside, wide - label.wide - 2) : label.seen.x - label.wide / 2;
      let top = label.seen.y - label.high / 2;
      for (let moved = true; moved;) {
        moved = false;
        taken.forEach(function (other) {
          if (left < other.right + 2 && left + label.wide > other.left - 2 && top < other.bottom + 2 &&
              top + label.high > other.top - 2) {
            top = other.bottom + 3;
            moved = true;
          }
        });
      }
      label.node.style.left = left + "px";
      label.node.style.top = top + "px";
      label.placed = { left: left, top: top };
      taken.push({ left: left, right: left + label.wide, top: top, bottom: top + label.high });
      if (label.aside) {
        const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
        const ends = { x1: label.seen.x, y1: label.seen.y, x2: left, y2: top + label.high / 2, stroke: "#444",
          "stroke-width": 1 };
        Object.keys(ends).forEach(function (name) { line.setAttribute(name, ends[name]); });
        overlay.leaders.append(line);
      }
    });
  }

  // What is seen, labels and all, as a PNG's address.
  function picture(state) {
    const canvas = state.viewer.getCanvas(), copy = document.createElement("canvas");
    state.viewer.render();
    copy.width = canvas.width;
    copy.height = canvas.height;
    const pen = copy.getContext("2d"), scale = canvas.width / (state.overlay.box.clientWidth || canvas.width);
    pen.fillStyle = "white";
    pen.fillRect(0, 0, copy.width, copy.height);
    pen.drawImage(canvas, 0, 0);
    pen.scale(scale, scale);
    pen.textBaseline = "middle";
    state.overlay.labels.forEach(function (label) {
      if (!label.placed) { return; }
      const style = getComputedStyle(label.node), left = label.placed.left, top = label.placed.top;
      if (label.aside) {
        pen.strokeStyle = "#444444";
        pen.beginPath();
        pen.moveTo(label.seen.x, label.seen.y);
        pen.lineTo(left, top + label.high / 2);
        pen.stroke();
      }
      pen.fillStyle = "rgba(255,255,255,0.85)";
      pen.fillRect(left, top, label.wide, label.high);
      if (parseFloat(style.borderLeftWidth)) {
        pen.strokeStyle = style.borderLeftColor;
        pen.strokeRect(left, top, label.wide, label.high);
      }
      pen.fillStyle = style.color;
      pen.font = style.fontWeight + " " + style.fontSize + " sans-serif";
      pen.fillText(label.text, left + parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth),
        top + label.high / 2);
    });
    return copy.toDataURL("image/png");
  }

  // ------------------------------------------------------------------------------------------- the camera

  function upright(degrees) {
    const half = degrees * Math.PI / 360;
    return [0, Math.sin(half), 0, Math.cos(half)];
  }

  function setTurn(state, degrees) {
    const view = state.viewer.getView();
    state.viewer.setView([view[0], view[1], view[2], view[3]].concat(upright(degrees)));
  }

  // The standard orientation, turned as the scene says; what is shown fills the view, all but far ends of chains.
  function home(state) {
    state.flight += 1;
    state.flying = false;
    const places = [];
    state.scene.layers.forEach(function (layer) {
      if (!layer.shown) { return; }
      layer.parts.forEach(function (part) {
        if (!visible(state, part.molecule)) { return; }
        const molecule = state.scene.molecules[part.molecule];
        part.atoms.forEach(function (i) {  // of ribbons their Cα: side chains are not drawn
          if (part.carbons || !part.style.cartoon || molecule.atom[i] === "CA") {
            places.push([molecule.xyz[3 * i], molecule.xyz[3 * i + 1], molecule.xyz[3 * i + 2]]);
          }
        });
      });
    });
    if (places.length) { frame(state, places); } else { state.viewer.zoomTo(); }
  }

  // Lets points fill nine tenths of the view, all but one in fifty at each end. Computed, not tried: every try would
  // cost a frame, and the first frames are what a reader waits for.
  function frame(state, places) {
    const turn = state.scene.turn * Math.PI / 180, sine = Math.sin(turn), cosine = Math.cos(turn);
    const seen = [[], [], []];
    places.forEach(function (xyz) {
      seen[0].push(xyz[0] * cosine + xyz[2] * sine);
      seen[1].push(xyz[1]);
      seen[2].push(xyz[2] * cosine - xyz[0] * sine);
    });
    const middle = [], half = [];
    seen.forEach(function (along) {
      along.sort(function (a, b) { return a - b; });
      const low = Math.floor(0.02 * (along.length - 1)), last = along.length - 1 - low;
      middle.push((along[low] + along[last]) / 2);
      half.push((along[last] - along[low]) / 2 + 2);
    });
    const box = state.overlay.box, wide = box.clientWidth / state.cell[3], high = box.clientHeight / state.cell[2];
    const reach = Math.max(half[1], half[0] * high / Math.max(wide, 1)) / 0.9;
    // 3Dmol.js's camera: a view's fourth number is how far the scene comes towards it.
    const away = reach / Math.tan((state.viewer.fov || 20) * Math.PI / 360) + 0.5 * half[2];
    state.viewer.setView([
      -(middle[0] * cosine - middle[2] * sine), -middle[1], -(middle[0] * sine + middle[2] * cosine),
      (state.viewer.CAMERA_Z || 150) - away
    ].concat(upright(state.scene.turn)));
  }

  // Flies to a mark: upright still, but from the side on which least stands before it.
  function fly(state, mark, milliseconds) {
    const one = state.scene.marks[mark], from = state.viewer.getView();
    state.chosen = mark;
    setTurn(state, one.turn);
    state.viewer.zoomTo({ model: state.models[one.molecule],
      within: { distance: 10, sel: selection(state, one.molecule, one.atoms) } });
    const to = state.viewer.getView();
    state.viewer.setView(from);
    paint(state);
    glide(state, from, to, milliseconds);
  }

  function glide(state, from, to, milliseconds) {
    const flight = state.flight += 1, begun = performance.now();
    // Of the two quaternions that mean one orientation, the one that is nearer.
    let dot = 0;
    for (let k = 4; k < 8; k++) { dot += from[k] * to[k]; }
    const sign = dot < 0 ? -1 : 1, angle = Math.acos(Math.min(1, Math.abs(dot)));
    function step() {
      if (flight !== state.flight) { return; }  // another flight has begun
      const t = milliseconds > 0 ? Math.min(1, (performance.now() - begun) / milliseconds) : 1;
      const s = t * t * (3 - 2 * t), view = [];
      for (let k = 0; k < 4; k++) { view.push(from[k] + (to[k] - from[k]) * s); }
      for (let k = 4; k < 8; k++) {
        view.push(angle < 1e-4 ? to[k] * sign : (from[k] * Math.sin((1 - s) * angle) + to[k] * sign * Math.sin(s * angle)) /
          Math.sin(angle));
      }
      state.viewer.setView(view);
      place(state);
      state.flying = t < 1;
      if (state.flying) { requestAnimationFrame(step); }
    }
    state.flying = true;
    step();
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
      if (!able()) { throw new Error("the browser has no WebGL"); }
      viewer = root.$3Dmol.createViewer(byId("viewer"), { backgroundColor: "white", antialias: true });
      page.state = setUp(viewer, page.data.scene,
        { few: page.data.few, pick: function (mark) { chooseMark(page, mark); } });
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
    byId("home").onclick = function () { choose(page, null); home(state); };
    byId("left").onclick = function () { turn(state, -45, "y"); };
    byId("right").onclick = function () { turn(state, 45, "y"); };
    byId("picture").onclick = function () { save("kinlens.png", picture(state)); };
    byId("labels").checked = state.labels;
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
    window.addEventListener("beforeprint", function () { byId("still").src = picture(state); });
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
    const all = page.rows.length + (page.rows.length === 1 ? " row" : " rows");
    byId("count").textContent = count === page.rows.length ? all : count + " of " + all;
    const reached = page.rows.find(function (row) { return row.tabIndex === 0; });
    if (!reached || reached.hidden) { reach(page, page.rows.find(function (row) { return !row.hidden; })); }
  }

  // The one row that the Tab key stops at.
  function reach(page, row) {
    page.rows.forEach(function (one) { one.tabIndex = one === row ? 0 : -1; });
  }

  function step(page, event) {
    const row = event.target.closest("tr");
    if (!row) { return; }
    if (event.key === "Enter" || event.key === " ") { choose(page, row); event.preventDefault(); return; }
    const seen = page.rows.filter(function (one) { return !one.hidden; });
    const to = { ArrowDown: seen.indexOf(row) + 1, ArrowUp: seen.indexOf(row) - 1, Home: 0, End: seen.length - 1 }[event.key];
    if (to === undefined || !seen[to]) { return; }
    reach(page, seen[to]);
    seen[to].focus();
    event.preventDefault();
  }

  // Chooses a row, or none: its details, and the flight to its residue where it has one.
  function choose(page, row) {
    (page.rows || []).forEach(function (one) { one.classList.toggle("on", one === row); });
    if (row) { reach(page, row); details(page, Number(row.dataset.row)); }
    else if (byId("details")) { byId("details").textContent = ""; }
    const mark = row ? Number(row.dataset.mark) : -1;
    if (!page.state) { return; }
    if (mark >= 0) { fly(page.state, mark, 700); }
    else if (page.state.chosen >= 0) { page.state.chosen = -1; paint(page.state); }
  }

  function chooseMark(page, mark) {
    const row = page.rows.find(function (one) { return Number(one.dataset.mark) === mark; });
    if (!row) { return; }
    row.scrollIntoView({ block: "nearest" });
    choose(page, row);
  }

  // Facts of a row as a list, its distances as a table: site, distance, atom pair, from the side chain, what it is.
  function details(page, number) {
    const box = byId("details"), list = element("dl"), row = page.data.table.rows[number], at = {};
    page.data.table.details.forEach(function (column, i) { at[column[0]] = i; });
    const endings = ["_A", "_atoms", "_side_chain_A", "_site"], ofSites = {};
    const sites = page.data.table.sites.filter(function (site) {
      endings.forEach(function (ending) { ofSites[site[0] + ending] = true; });
      return row[at[site[0] + "_A"]] || row[at[site[0] + "_site"]];
    });
    page.data.table.details.forEach(function (column, i) {
      if (row[i] && !ofSites[column[0]]) {
        list.append(element("dt", column[0].replace(/_/g, " "), { title: column[1] }), element("dd", row[i]));
      }
    });
    box.textContent = "";
    if (sites.length) {
      const table = element("table"), head = element("tr");
      ["distance to", "Å", "atoms", "side chain Å", "which is"].forEach(function (text) {
        head.append(element("th", text, { scope: "col", className: "plain" }));
      });
      table.append(head);
      sites.forEach(function (site) {
        const line = element("tr");
        line.append(element("th", site[1], { scope: "row", className: "plain" }));
        endings.forEach(function (ending) {
          const kind = ending === "_site" ? "wrap" : ending === "_atoms" ? "" : "number";
          line.append(element("td", row[at[site[0] + ending]] || "", { className: kind }));
        });
        table.append(line);
      });
      box.append(table);
    }
    box.append(list);
  }

  const kinlens = { setUp: setUp, paint: paint, home: home, fly: fly, picture: picture, start: start, states: [] };
  root.kinlens = root.kinlens || kinlens;
})(typeof window === "undefined" ? globalThis : window);
