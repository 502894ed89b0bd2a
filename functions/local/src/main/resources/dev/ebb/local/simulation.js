"use strict";
// Amounts are shown as they came; numbers are made of them only to place marks. All text goes in as text, never as markup.

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const KINDS = [["scaleDown", "▼", "scale-down"], ["wake", "▲", "wake"], ["regret", "◆", "regret: woken too soon"],
  ["deletion", "✕", "deletion"]];
const SCALE_DOWN = 0, DELETION = 3;
const LEFT = 84, RIGHT = 12; // beside the timeline, in pixels
const COUNTS = { "Scale-downs": of => of.scaleDowns, Wakes: of => of.wakes, Regrets: of => of.regrets };
const find = id => document.getElementById(id);
const report = JSON.parse(find("report").textContent);
const deployments = JSON.parse(find("deployments").textContent);
const start = Date.parse(report.from);
const length = Math.max(MINUTE, report.length);

function put(parent, name, text = "", attributes = {}) {
  const element = parent.namespaceURI.endsWith("svg")
    ? document.createElementNS(parent.namespaceURI, name) : document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.textContent = text ?? "";
  return parent.appendChild(element);
}

/** Fills a list, and shows what it stands in. */
function list(id, texts) {
  const element = find(id);
  element.textContent = "";
  texts.forEach(text => put(element, "li", text));
  if (element.closest("details")) element.closest("details").hidden = texts.length === 0;
  if (texts.length > 0) element.closest("section").hidden = false;
}

/** An instant, to the minute or, if it lies within one, to the second. */
function time(millis) {
  const text = new Date(start + millis).toISOString();
  return text.slice(0, 10) + " " + text.slice(11, (start + millis) % MINUTE === 0 ? 16 : 19);
}

const count = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
const gpus = milli => milli / 1000 + (milli > 1000 ? " GPUs" : " GPU");

// What the report says

function introduce() {
  find("span").textContent = `From ${time(0)} to ${time(report.length)} UTC; all costs in ${report.currency}, on demand.`;
  find("conditions").textContent = `What is woken takes ${report.coldStart}, and a wake within ${report.regret} of the `
    + "scale-down is a regret. " + (report.assumedReported
    ? "Minutes that nobody reported are taken as quiet: this was assumed, not observed."
    : "Minutes that nobody reported keep running what runs.");
  ["notes", "rejected", "warnings", "advice"].forEach(id => list(id, report[id]));
}

/** @param columns what heads each, and what of a row stands in it */
function table(id, columns, rows) {
  find(id).closest("section").hidden = false;
  const heads = put(put(find(id), "thead"), "tr");
  Object.keys(columns).forEach(text => put(heads, "th", text, { scope: "col" }));
  const body = put(find(id), "tbody");
  for (const of of rows) {
    const row = put(body, "tr", "", of.knee ? { class: "knee" } : {});
    Object.values(columns).forEach((cell, i) => put(row, i === 0 ? "th" : "td", cell(of), i === 0 ? { scope: "row" } : {}));
  }
}

function policies() {
  if (report.policies.length === 0) return;
  const asRecorded = { name: "as recorded", simulated: report.policies[0].recorded };
  table("policyTable", { Policy: of => of.name, "Zero after": of => of.zeroAfter, "GPU-hours": of => of.simulated.gpuHours,
    Cost: of => of.simulated.cost, Saved: of => of.saved, ...COUNTS, Deletions: of => of.deletions,
    "Minutes waited": of => of.minutesWaited, "Minutes lost": of => of.minutesLost }, [asRecorded, ...report.policies]);
}

// The frontier

function frontier() {
  if (!report.frontier) return;
  const { policy, tried, points } = report.frontier;
  find("searched").textContent = `Of ${tried} windows, with all else as in ${policy}, the ${points.length} that no other `
    + `beats in both cost and waiting. As recorded it cost ${points[0].recorded.cost} ${report.currency}.`
    + (points.some(of => of.knee) ? " At the knee, a little less of one begins to cost much of the other." : "");
  table("frontierTable", { "Zero after": of => of.zeroAfter, Cost: of => of.simulated.cost, Saved: of => of.saved,
    "Minutes waited or lost": of => of.minutesUnserved, ...COUNTS, "": of => (of.knee ? "knee" : "") }, points);
}

/** Round numbers that cover what lies between two. */
function scale(low, high, steps) {
  const rough = (high - low || 1) / steps, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(by => by * power).find(by => by >= rough);
  const values = [];
  for (let i = Math.floor(low / step); values.length < 2 || (i - 1) * step < high; i++) values.push(i * step);
  return { values, step };
}

function drawFrontier() {
  const plot = find("frontierPlot");
  if (!report.frontier || plot.clientWidth === 0) return;
  const { points } = report.frontier;
  const all = [...points, ...report.policies];
  const cost = of => Number(of.simulated.cost);
  const left = 56, right = plot.clientWidth - 24, top = 24, bottom = 290;
  const costs = scale(Math.min(...all.map(cost)), Math.max(...all.map(cost)), Math.max(2, right / 160));
  const waits = scale(0, Math.max(5, ...all.map(of => of.minutesUnserved)), 5);
  const place = (value, { values }, from, to) => from + (value - values[0]) / (values.at(-1) - values[0]) * (to - from);
  const x = value => place(value, costs, left, right), y = value => place(value, waits, bottom, top);
  const quiet = (text, at, base, anchor) => put(plot, "text", text, { x: at, y: base, "text-anchor": anchor, class: "quiet" });
  plot.textContent = "";
  for (const value of costs.values) {
    put(plot, "line", "", { x1: x(value), x2: x(value), y1: top, y2: bottom });
    quiet(value.toFixed(costs.step < 1 ? 2 : 0), x(value), bottom + 16, "middle");
  }
  for (const value of waits.values) {
    put(plot, "line", "", { x1: left, x2: right, y1: y(value), y2: y(value) });
    quiet(value, left - 6, y(value) + 4, "end");
  }
  quiet("minutes waited or lost", 4, 12, "start");
  quiet(`cost, ${report.currency}` + (costs.values[0] > 0 ? " (does not begin at 0)" : ""), right, bottom + 36, "end");
  put(plot, "polyline", "", { points: points.map(of => `${x(cost(of))},${y(of.minutesUnserved)}`).join(" ") });
  const mark = (of, name, kind, shape, rank) => {
    const text = `${name}: ${of.simulated.cost} ${report.currency}, ${of.saved} saved; ${consequences(of)}`;
    const at = { x: x(cost(of)), y: y(of.minutesUnserved) };
    const drawn = put(plot, "path", "", { class: kind, d: shape, tabindex: 0, role: "img", "aria-label": text,
      transform: `translate(${at.x} ${at.y})` });
    put(drawn, "title", text);
    ["pointerenter", "focus"].forEach(event => drawn.addEventListener(event, () => { find("point").textContent = text; }));
    return { ...at, name, kind, rank };
  };
  const circle = radius => `M-${radius} 0A${radius} ${radius} 0 1 1 ${radius} 0A${radius} ${radius} 0 1 1 -${radius} 0Z`;
  const marks = points.map((of, i) => (of.knee ? mark(of, of.zeroAfter + " (knee)", "point knee", "M-8 0L0 -8L8 0L0 8Z", 0)
    : mark(of, of.zeroAfter, "point", circle(5), i === 0 || i === points.length - 1 ? 0 : 2)));
  marks.push(...report.policies.map(of => mark(of, of.name, "offered", circle(9), 1)));
  label(plot, marks, right);
  find("point").textContent = "Point at a mark to read it here." + (report.policies.length > 0 ? " Rings are the policies." : "");
}

function consequences(of) {
  return `${count(of.scaleDowns, "scale-down")}, ${count(of.wakes, "wake")} (${count(of.regrets, "regret")}), `
    + `${count(of.deletions, "deletion")}; ${count(of.minutesWaited, "minute")} waited, ${of.minutesLost} lost`;
}

/** Writes names beside marks, the knee's and the two ends' first, wherever there is room. */
function label(plot, marks, right) {
  const taken = marks.map(({ x, y }) => [x - 7, x + 7, y - 7, y + 7]);
  for (const { name, x, y, kind } of [...marks].sort((a, b) => a.rank - b.rank)) {
    const long = name.length * 7;
    const spots = [[x + 10, y - 5], [x - 10 - long, y + 15], [x + 10, y + 15], [x - 10 - long, y - 5]];
    const spot = spots.find(([at, base]) => at > 0 && at + long < right + 20 && base > 14
      && taken.every(([x1, x2, y1, y2]) => at > x2 || at + long < x1 || base - 11 > y2 || base < y1));
    if (spot) {
      put(plot, "text", name, { x: spot[0], y: spot[1], class: kind === "offered" ? "label offered" : "label" });
      taken.push([spot[0], spot[0] + long, spot[1] - 11, spot[1]]);
    }
  }
}

// The timeline

let view = { from: 0, to: length }, shown = null;

/** The stretches in which as many GPUs run: [from, to, milliGpus]. */
function steps(sessions) {
  const changes = new Map();
  const change = (at, by) => changes.set(at, (changes.get(at) ?? 0) + by);
  for (const [from, to, milli] of chunks(sessions, 3)) {
    change(from, milli);
    change(to, -milli);
  }
  const found = [];
  let level = 0, since = 0;
  for (const [at, by] of [...changes].filter(([, by]) => by !== 0).sort((a, b) => a[0] - b[0])) {
    if (level > 0) found.push([since, at, level]);
    level += by;
    since = at;
  }
  return found;
}

function chunks(flat, size) {
  return Array.from({ length: flat.length / size }, (_, i) => flat.slice(size * i, size * (i + 1)));
}

const minutes = flat => chunks(flat, 2).map(([from, long]) => [from * MINUTE, (from + long) * MINUTE]);

/** What two lists of stretches have in common; both are disjoint and in order. */
function common(stretches, others) {
  const found = [];
  for (let i = 0, j = 0; i < stretches.length && j < others.length;) {
    const [from, to, ...rest] = stretches[i];
    const both = [Math.max(from, others[j][0]), Math.min(to, others[j][1]), ...rest];
    if (both[0] < both[1]) found.push(both);
    if (to < others[j][1]) i++; else j++;
  }
  return found;
}

function choose() {
  const deployment = deployments[find("deployment").value];
  const course = deployment.courses[find("policy").value] ?? { running: [], moments: [] };
  const recorded = steps(deployment.sessions), active = minutes(deployment.active);
  const done = chunks(course.moments, 3).map(([kind, minute, doublings]) => [kind, minute * MINUTE, doublings]);
  const running = chunks(course.running.map(minute => Math.round(minute * MINUTE)), 2);
  const boot = Math.ceil(report.coldStartMillis / MINUTE) * MINUTE;
  const away = done.filter(([kind]) => kind !== SCALE_DOWN).map(([kind, at]) => [at, kind === DELETION ? Infinity : at + boot]);
  shown = { recorded, active, done, simulated: common(recorded, running), unserved: common(active, away),
    wanted: minutes(deployment.wanted), unknown: minutes(deployment.unknown) };
  find("outcome").textContent = course.saved ? inWords(course) : "No policy was offered: this is what was recorded.";
  list("moments", done.map(each => moment(...each)));
  drawTimeline();
}

function inWords(of) {
  return `${of.recorded.gpuHours} GPU-hours ran, ${of.simulated.gpuHours} would have; ${of.recorded.cost} − ${of.saved} saved = `
    + `${of.simulated.cost} ${report.currency}. ${consequences(of)}.` + (of.held ? ` It never goes to zero: ${of.held}.` : "");
}

function moment(kind, at, doublings) {
  return `${time(at)} ${KINDS[kind][2]}` + (doublings > 0 ? `; window doubled ${count(doublings, "time")}` : "");
}

function drawTimeline() {
  const plot = find("timelinePlot");
  if (!shown || plot.clientWidth === 0) return;
  const right = plot.clientWidth - RIGHT;
  const x = at => LEFT + (at - view.from) / (view.to - view.from) * (right - LEFT);
  const band = (name, top, height, stretches, kind, most, text) => {
    put(plot, "text", name, { x: 0, y: top + height / 2 + 4 });
    put(plot, "line", "", { x1: LEFT, x2: right, y1: top + height, y2: top + height });
    const least = ["recorded", "ghost", "simulated"].includes(kind) ? 0 : 1; // GPU time must not look like more
    let last = null;
    for (const [from, to, level = most] of stretches) {
      if (to <= view.from || from >= view.to) continue;
      const low = Math.max(LEFT, x(from)), high = Math.min(right, Math.max(x(to), low + least));
      if (last && level === last.level && low - last.high < least / 2) {
        last.high = Math.max(last.high, high);
        last.rect.setAttribute("width", last.high - last.low);
        last.title.textContent = `${time(last.from)} to ${time(to)}, with gaps too short to draw: ${text(level)}`;
        continue;
      }
      const tall = height * level / most;
      const rect = put(plot, "rect", "", { class: kind, x: low, y: top + height - tall, width: high - low, height: tall });
      const title = put(rect, "title", `${time(from)} to ${time(to)}: ${text(level)}`);
      last = { rect, title, from, low, high, level };
    }
  };
  const most = shown.recorded.reduce((high, [, , level]) => Math.max(high, level), 1);
  plot.textContent = "";
  ticks(plot, x, right);
  band("recorded", 12, 56, shown.recorded, "recorded", most, gpus);
  band("", 112, 56, shown.recorded, "ghost", most, level => gpus(level) + " as recorded, not under this policy");
  band("simulated", 112, 56, shown.simulated, "simulated", most, gpus);
  [22, 122].forEach(at => put(plot, "text", gpus(most), { x: LEFT - 4, y: at, "text-anchor": "end", class: "quiet" }));
  band("active", 178, 18, shown.active, "active", 1, () => "active");
  band("unserved", 202, 12, shown.unserved, "unserved", 1, () => "active, and nobody was served: waited or lost");
  band("wanted", 220, 12, shown.wanted, "wanted", 1, () => "turned away, as nothing was ready");
  band("unknown", 238, 12, shown.unknown, "unknown", 1, () => "nobody reported");
  marks(plot, x);
  Object.assign(plot.dataset, view);
  find("range").textContent = `${time(Math.round(view.from))} to ${time(Math.round(view.to))}`;
  find("reset").disabled = find("out").disabled = view.from === 0 && view.to === length;
}

function marks(plot, x) {
  const seen = shown.done.filter(([, at]) => at >= view.from && at <= view.to);
  for (const [kind, at, doublings] of seen) {
    const [name, sign] = KINDS[kind], y = kind === SCALE_DOWN ? 90 : 107;
    if (seen.length <= 60) put(plot, "line", "", { class: "moment", x1: x(at), x2: x(at), y1: y, y2: 250 });
    const mark = put(plot, "text", sign, { class: "mark " + name, x: x(at), y, "text-anchor": "middle" });
    put(mark, "title", moment(kind, at, doublings));
  }
}

function ticks(plot, x, right) {
  const room = (view.to - view.from) / Math.max(1, (right - LEFT) / 64);
  const step = [1, 2, 5, 10, 15, 30].map(by => by * MINUTE).concat([1, 2, 3, 6, 12].map(by => by * HOUR),
    [1, 2, 7, 14, 28, 91, 364].map(by => by * DAY)).find(by => by >= room) ?? 3640 * DAY;
  let day = "";
  for (let at = Math.ceil((start + view.from) / step) * step; at <= start + view.to; at += step) {
    const [date, clock] = time(at - start).split(" ");
    const write = (text, y, kind) => put(plot, "text", text, { x: x(at - start), y, "text-anchor": "middle", class: kind });
    put(plot, "line", "", { x1: x(at - start), x2: x(at - start), y1: 8, y2: 256 });
    if (step < DAY) write(clock, 270, "quiet");
    if (date !== day) write(step > 28 * DAY ? date : date.slice(5), 286, "");
    day = date;
  }
}

/** Shows another range, at least five minutes long and within the history. */
function look(from, to) {
  const long = Math.min(length, Math.max(5 * MINUTE, to - from));
  const first = Math.min(length - long, Math.max(0, from + (to - from - long) / 2));
  view = { from: first, to: first + long };
  drawTimeline();
}

function zoom(by, at = 0.5) {
  const long = view.to - view.from, fixed = view.from + at * long;
  look(fixed - at * long * by, fixed + (1 - at) * long * by);
}

function move(by) {
  const shift = Math.min(length - view.to, Math.max(-view.from, by * (view.to - view.from)));
  look(view.from + shift, view.to + shift);
}

function steer() {
  const plot = find("timelinePlot");
  const across = () => plot.clientWidth - LEFT - RIGHT;
  const keys = { "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: () => look(0, length),
    ArrowLeft: () => move(-0.25), ArrowRight: () => move(0.25) };
  plot.addEventListener("keydown", event => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  plot.addEventListener("wheel", event => {
    if (document.activeElement !== plot && !event.ctrlKey) return;
    event.preventDefault();
    const at = (event.clientX - plot.getBoundingClientRect().left - LEFT) / across();
    zoom(event.deltaY < 0 ? 0.8 : 1.25, Math.min(1, Math.max(0, at)));
  }, { passive: false });
  plot.addEventListener("pointerdown", event => plot.setPointerCapture(event.pointerId));
  plot.addEventListener("pointermove", event => { if (event.buttons === 1) move(-event.movementX / across()); });
  find("in").addEventListener("click", () => zoom(0.5));
  find("out").addEventListener("click", () => zoom(2));
  find("reset").addEventListener("click", () => look(0, length));
}

function offer() {
  if (deployments.length === 0) return;
  find("timeline").hidden = false;
  report.policies.forEach((of, i) => put(find("policy"), "option", of.name, { value: i }));
  find("policy").closest("label").hidden = report.policies.length === 0;
  const fill = () => {
    const wanted = find("search").value.trim().toLowerCase();
    const before = find("deployment").value;
    const found = deployments.map((of, i) => [of.id, i]).filter(([id]) => id.toLowerCase().includes(wanted));
    find("search").setCustomValidity(found.length > 0 ? "" : "No deployment has that in its name");
    if (found.length === 0) return;
    find("deployment").textContent = "";
    found.forEach(([id, i]) => put(find("deployment"), "option", id, { value: i }));
    if (found.some(([, i]) => String(i) === before)) find("deployment").value = before;
    choose();
  };
  find("searchLabel").hidden = deployments.length <= 12;
  find("search").addEventListener("input", fill);
  ["deployment", "policy"].forEach(id => find(id).addEventListener("change", choose));
  KINDS.forEach(([, sign, text]) => put(find("legend"), "span", `${sign} ${text}`));
  steer();
  fill();
}

introduce();
policies();
frontier();
offer();
new ResizeObserver(() => { drawFrontier(); drawTimeline(); }).observe(document.querySelector("main"));
