// A click on a person of the picture selects that person; the list above it does the same by keys.
export default function ({ data, parentElement, setTriggerValue }) {
  const sheet = parentElement.querySelector(".sheet");
  if (sheet.dataset.drawn !== data.svg) {
    sheet.innerHTML = data.svg;
    sheet.dataset.drawn = data.svg;
  }
  sheet.onclick = (event) => {
    const person = event.target.closest("[data-key]");
    if (person) setTriggerValue("person", person.dataset.key);
  };
}
