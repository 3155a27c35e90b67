// The family picture answers clicks and keys. Choosing a person tells the page; moving, zooming and
// printing happen here alone. Nothing is fetched, and a name only ever becomes text.

const ZOOM_STEP = 1.25;
const LEAST_ZOOM = 0.2;
const MOST_ZOOM = 4;
// A picture that must shrink more than this to fit is scrolled instead, so that names stay legible.
const LEGIBLE = 0.72;

const peopleOf = (sheet) => [...sheet.querySelectorAll("[data-key]")];
const rowOf = (person) => Number(person.dataset.row);
// The middle of the symbol: names and badges reach out to one side.
const middle = (person) => {
  const symbol = person.querySelector(":scope > :is(rect, circle, path)") ?? person;
  const box = symbol.getBoundingClientRect();
  return box.left + box.width / 2;
};
// The nearest of some people across the page; of two as near as each other, the first.
const nearest = (people, person) =>
  people.reduce((best, each) => {
    const gap = Math.round(Math.abs(middle(each) - middle(person)) / 4);
    return best === null || gap < best.gap ? { each, gap } : best;
  }, null)?.each;

// Whom an arrow key leads to: the neighbour in the generation, a parent or child, or else the
// nearest person in the next generation that has anybody.
const neighbour = (sheet, person, key, tied) => {
  const everyone = peopleOf(sheet);
  const row = everyone.filter((each) => rowOf(each) === rowOf(person));
  const ordered = row.sort((one, other) => middle(one) - middle(other));
  const place = ordered.indexOf(person);
  if (key === "ArrowLeft") return ordered[place - 1];
  if (key === "ArrowRight") return ordered[place + 1];
  if (key === "Home") return ordered[0];
  if (key === "End") return ordered[ordered.length - 1];
  const up = key === "ArrowUp";
  const kin = (tied[person.dataset.key] ?? { up: [], down: [] })[up ? "up" : "down"];
  const named = kin.map((key) => everyone.find((each) => each.dataset.key === key)).filter(Boolean);
  if (named.length) return nearest(named, person);
  const rows = everyone.map(rowOf).filter((each) => (up ? each < rowOf(person) : each > rowOf(person)));
  const next = up ? Math.max(...rows) : Math.min(...rows);
  return nearest(everyone.filter((each) => rowOf(each) === next), person);
};

// One person at a time is in the tab order; the arrow keys move that place.
const moveTo = (sheet, person, focus) => {
  for (const each of peopleOf(sheet)) each.setAttribute("tabindex", each === person ? "0" : "-1");
  if (!focus) return;
  person.focus({ preventScroll: true });
  person.scrollIntoView({ block: "nearest", inline: "nearest" });
};

const zoomTo = (sheet, zoom, reading) => {
  const svg = sheet.querySelector("svg");
  const bounded = Math.min(Math.max(zoom, LEAST_ZOOM), MOST_ZOOM);
  const before = sheet.clientWidth / 2 + sheet.scrollLeft;
  const former = Number(sheet.dataset.zoom) || bounded;
  svg.setAttribute("width", svg.viewBox.baseVal.width * bounded);
  svg.setAttribute("height", svg.viewBox.baseVal.height * bounded);
  sheet.dataset.zoom = bounded;
  sheet.scrollLeft = (before * bounded) / former - sheet.clientWidth / 2;
  reading.textContent = `${Math.round(bounded * 100)} %`;
};

const fitting = (sheet) => {
  const style = getComputedStyle(sheet);
  const room = sheet.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return room / sheet.querySelector("svg").viewBox.baseVal.width;
};

const bringIntoView = (sheet, key) => {
  const person = peopleOf(sheet).find((each) => each.dataset.key === key);
  if (!person) return;
  const box = person.getBoundingClientRect();
  const frame = sheet.getBoundingClientRect();
  if (box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom) return;
  sheet.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
  sheet.scrollTop += box.top + box.height / 2 - frame.top - frame.height / 2;
};

// The whole of the lit way at once: as large as it fits, its middle in the middle of the sheet.
const showWay = (sheet, lit, reading) => {
  const boxes = peopleOf(sheet)
    .filter((each) => lit.includes(each.dataset.key))
    .map((each) => each.getBBox());
  if (!boxes.length) return;
  const left = Math.min(...boxes.map((box) => box.x));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const top = Math.min(...boxes.map((box) => box.y));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  const room = 40;
  zoomTo(sheet, Math.min(sheet.clientWidth / (right - left + room), sheet.clientHeight / (bottom - top + room), 1), reading);
  const zoom = Number(sheet.dataset.zoom);
  const svg = sheet.querySelector("svg").getBoundingClientRect();
  const frame = sheet.getBoundingClientRect();
  sheet.scrollLeft += svg.left - frame.left + ((left + right) / 2) * zoom - sheet.clientWidth / 2;
  sheet.scrollTop += svg.top - frame.top + ((top + bottom) / 2) * zoom - sheet.clientHeight / 2;
};

// The picture and its legend alone, on one page of paper.
const print = (sheet, title) => {
  const svg = sheet.querySelector("svg").cloneNode(true);
  const { width, height } = svg.viewBox.baseVal;
  for (const each of svg.querySelectorAll("[tabindex]")) each.removeAttribute("tabindex");
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.style.cssText = "position:fixed;width:0;height:0;border:0;visibility:hidden";
  document.body.append(frame);
  const paper = frame.contentDocument;
  paper.title = title;
  const style = paper.createElement("style");
  style.textContent =
    `@page { size: ${width > height ? "landscape" : "portrait"}; margin: 10mm; }` +
    "html, body { margin: 0; height: 100%; } svg { width: 100%; height: 100%; }" +
    "* { print-color-adjust: exact; }";
  paper.head.append(style);
  paper.body.append(paper.importNode(svg, true));
  frame.contentWindow.addEventListener("afterprint", () => frame.remove());
  frame.contentWindow.print();
};

const label = (sheet, data) => {
  const svg = sheet.querySelector("svg");
  svg.setAttribute("aria-label", data.name);
  for (const person of peopleOf(sheet)) {
    const key = person.dataset.key;
    person.dataset.words ??= person.getAttribute("aria-label");
    person.querySelector(":scope > title").textContent = [person.dataset.words, data.spoken[key]].filter(Boolean).join(", ");
    person.setAttribute("aria-label", person.querySelector(":scope > title").textContent);
    person.setAttribute("role", "button");
    person.setAttribute("aria-pressed", String(key === data.selected));
  }
};

export default function ({ data, parentElement, setTriggerValue }) {
  const sheet = parentElement.querySelector(".sheet");
  const reading = parentElement.querySelector("output");
  const said = parentElement.querySelector(".said");
  const redrawn = sheet.dataset.drawn !== data.svg;
  if (redrawn) {
    const held = parentElement.activeElement?.dataset?.key ?? sheet.dataset.at;
    const hadFocus = sheet.contains(parentElement.activeElement);
    const zoom = Number(sheet.dataset.zoom);
    const wide = sheet.querySelector("svg")?.viewBox.baseVal.width;
    sheet.innerHTML = data.svg;
    sheet.dataset.drawn = data.svg;
    label(sheet, data);
    const kept = zoom && wide === sheet.querySelector("svg").viewBox.baseVal.width;
    const natural = fitting(sheet) < LEGIBLE ? Math.max(fitting(sheet), LEGIBLE) : Math.min(fitting(sheet), 1);
    zoomTo(sheet, kept ? zoom : natural, reading);
    const everyone = peopleOf(sheet);
    const at =
      everyone.find((each) => each.dataset.key === held) ??
      everyone.find((each) => each.dataset.key === (data.selected ?? data.focal)) ??
      everyone[0];
    if (at) moveTo(sheet, at, hadFocus);
    bringIntoView(sheet, data.selected ?? data.focal);
  } else {
    label(sheet, data);
  }
  if (sheet.dataset.selected !== (data.selected ?? "")) {
    sheet.dataset.selected = data.selected ?? "";
    const person = peopleOf(sheet).find((each) => each.dataset.key === data.selected);
    if (person) moveTo(sheet, person, false);
    bringIntoView(sheet, data.selected);
  }

  const choose = (person) => {
    sheet.dataset.at = person.dataset.key;
    moveTo(sheet, person, true);
    said.textContent = `${person.dataset.words.split(",")[0]} chosen`;
    setTriggerValue("person", person.dataset.key);
  };
  sheet.onclick = (event) => {
    const person = event.target.closest("[data-key]");
    if (person) choose(person);
  };
  sheet.onfocusin = (event) => {
    const person = event.target.closest("[data-key]");
    if (person) sheet.dataset.at = person.dataset.key;
  };
  sheet.onkeydown = (event) => {
    const person = event.target.closest("[data-key]");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") zoomTo(sheet, Number(sheet.dataset.zoom) * ZOOM_STEP, reading);
    else if (event.key === "-") zoomTo(sheet, Number(sheet.dataset.zoom) / ZOOM_STEP, reading);
    else if (event.key === "0") zoomTo(sheet, fitting(sheet), reading);
    else if (person && (event.key === "Enter" || event.key === " ")) choose(person);
    else if (person && ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) {
      const other = neighbour(sheet, person, event.key, data.tied);
      if (other) moveTo(sheet, other, true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const actions = {
    closer: () => zoomTo(sheet, Number(sheet.dataset.zoom) * ZOOM_STEP, reading),
    farther: () => zoomTo(sheet, Number(sheet.dataset.zoom) / ZOOM_STEP, reading),
    fit: () => zoomTo(sheet, fitting(sheet), reading),
    natural: () => zoomTo(sheet, 1, reading),
    way: () => showWay(sheet, data.lit, reading),
    print: () => print(sheet, data.name),
  };
  parentElement.querySelector("[data-do=way]").disabled = data.lit.length < 2;
  for (const button of parentElement.querySelectorAll("[data-do]")) button.onclick = actions[button.dataset.do];
}
