// The matrix of answers: a table whose cells are buttons. The arrow keys move from cell to cell,
// Enter chooses; what is chosen goes to the page. Every name only ever becomes text.

const cellsOf = (table) => [...table.querySelectorAll("button[data-row]")];

// Scroll the sheet alone, not the page, until a cell is seen below the heads of the columns.
const bringIntoView = (sheet, cell) => {
  const heads = sheet.querySelector("thead").offsetHeight;
  const box = cell.getBoundingClientRect();
  const frame = sheet.getBoundingClientRect();
  if (box.top < frame.top + heads) sheet.scrollTop -= frame.top + heads + 8 - box.top;
  else if (box.bottom > frame.bottom) sheet.scrollTop += box.bottom + 8 - frame.bottom;
};

const moveTo = (table, cell, focus) => {
  for (const each of cellsOf(table)) each.tabIndex = each === cell ? 0 : -1;
  if (!focus) return;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  bringIntoView(table.parentElement, cell);
};

const place = (cell) => [Number(cell.dataset.row), Number(cell.dataset.column)];

// Which cell a key leads to; none beyond the edge.
const neighbour = (table, cell, key, control) => {
  const cells = cellsOf(table);
  const [row, column] = place(cell);
  const last = Math.max(...cells.map((each) => place(each)[0]));
  const ends = Math.max(...cells.map((each) => place(each)[1]));
  const wanted = {
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    Home: [control ? 0 : row, 0],
    End: [control ? last : row, ends],
  }[key];
  return cells.find((each) => place(each)[0] === wanted[0] && place(each)[1] === wanted[1]);
};

const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const draw = (table, data) => {
  const head = element("tr");
  head.append(element("th", data.corner, { scope: "col" }));
  for (const each of data.columns) head.append(element("th", each, { scope: "col" }));
  const rows = data.rows.map((row, number) => {
    const line = element("tr");
    const who = element("th", row.name, { scope: "row" });
    if (row.about) who.append(element("span", row.about));
    line.append(who);
    row.cells.forEach((cell, column) => {
      const button = element("button", cell.words, {
        type: "button",
        class: cell.look,
        "data-row": number,
        "data-column": column,
        "data-key": cell.key,
        "aria-label": `${row.name}, ${data.columns[column]}: ${cell.words}`,
        "aria-pressed": String(cell.key === data.chosen),
      });
      const place = element("td");
      place.append(button);
      line.append(place);
    });
    return line;
  });
  const thead = element("thead");
  thead.append(head);
  const body = element("tbody");
  body.append(...rows);
  table.replaceChildren(element("caption", data.name), thead, body);
};

export default function ({ data, parentElement, setTriggerValue }) {
  const table = parentElement.querySelector("table");
  const said = parentElement.querySelector(".said");
  const drawn = JSON.stringify([data.name, data.columns, data.rows]);
  if (table.dataset.drawn !== drawn) {
    const hadFocus = table.contains(parentElement.activeElement);
    const at = table.dataset.at ?? data.chosen;
    draw(table, data);
    table.dataset.drawn = drawn;
    const cells = cellsOf(table);
    const start = cells.find((each) => each.dataset.key === at) ?? cells[0];
    if (start) {
      moveTo(table, start, hadFocus);
      bringIntoView(table.parentElement, start);
    }
  }
  for (const each of cellsOf(table)) each.setAttribute("aria-pressed", String(each.dataset.key === data.chosen));

  const choose = (cell) => {
    table.dataset.at = cell.dataset.key;
    moveTo(table, cell, true);
    said.textContent = `${cell.getAttribute("aria-label")} chosen`;
    setTriggerValue("cell", cell.dataset.key);
  };
  table.onclick = (event) => {
    const cell = event.target.closest("button[data-row]");
    if (cell) choose(cell);
  };
  table.onfocusin = (event) => {
    const cell = event.target.closest("button[data-row]");
    if (cell) table.dataset.at = cell.dataset.key;
  };
  table.onkeydown = (event) => {
    const cell = event.target.closest("button[data-row]");
    if (!cell || event.metaKey || event.altKey) return;
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    const other = neighbour(table, cell, event.key, event.ctrlKey);
    if (other) moveTo(table, other, true);
    event.preventDefault();
    event.stopPropagation();
  };
}
