// Whose machines are shown. The address keeps it, so that a link shows another person the same.
import { keep } from "./controls.js";

const form = document.querySelector("[data-centers]");
const code = (box) => box.labels[0].textContent.trim().split(" ")[0];
const checked = () => [...form.querySelectorAll(":checked")];

/** What the address of the data ends in: "" for all. */
export function asked() {
  const words = new URLSearchParams(new FormData(form)).toString();
  return words && `?${words}`;
}

/** `again` asks for the plan of what is chosen now. */
export function chooseCenters(board, again) {
  const [text, all] = [form.querySelector("b"), form.querySelector("[data-all-centers]")];

  function changed() {
    const chosen = checked();
    text.textContent = chosen.map((box) => code(box)).join(form.dataset.comma);
    text.hidden = all.hidden = !chosen.length;
    keep("work_center", ...chosen.map((box) => box.value));
    again(board);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", changed);
  all.addEventListener("click", () => {
    for (const box of checked()) box.checked = false;
    form.querySelector("summary").focus();
    changed();
  });
}
