// A click on a person of the picture selects that person; the list above it does the same by keys.
// A picture a little too wide is drawn smaller; a wider one is scrolled to the child at its heart.
const bringIntoView = (sheet, focal) => {
  const svg = sheet.querySelector("svg");
  const wide = svg.viewBox.baseVal.width;
  if (wide > sheet.clientWidth && wide < sheet.clientWidth * 1.35) {
    svg.setAttribute("width", "100%");
    svg.removeAttribute("height");
    return;
  }
  const child = focal && sheet.querySelector(`[data-key="${focal}"]`);
  if (child) sheet.scrollLeft = child.getBBox().x - sheet.clientWidth / 2;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const sheet = parentElement.querySelector(".sheet");
  if (sheet.dataset.drawn !== data.svg) {
    sheet.innerHTML = data.svg;
    sheet.dataset.drawn = data.svg;
    bringIntoView(sheet, data.focal);
  }
  sheet.onclick = (event) => {
    const person = event.target.closest("[data-key]");
    if (person) setTriggerValue("person", person.dataset.key);
  };
}
