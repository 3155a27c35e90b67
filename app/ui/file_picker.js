// The files that the user picks, as names and base64.
const read = (file) =>
  new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ name: file.name, content: reader.result.split(",")[1] ?? "" });
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });

export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input");
  input.accept = data.accept;
  input.onchange = async () => {
    setTriggerValue("files", await Promise.all([...input.files].map(read)));
    input.value = "";
  };
}
