// Lists: rows selected for bulk actions, filters that leave the address short.
function count(form) {
  const boxes = [...form.querySelectorAll('input[name="pk"]')];
  const selected = boxes.filter((box) => box.checked).length;
  const all = form.querySelector("[data-all]");
  all.checked = selected > 0 && selected === boxes.length;
  all.indeterminate = selected > 0 && selected < boxes.length;
  form.querySelector("[data-bulk]").hidden = selected === 0;
  form.querySelector("[data-selected]").textContent = selected;
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-selectable]");
  if (!form) return;
  if (target.matches("[data-all]")) {
    form.querySelectorAll('input[name="pk"]').forEach((box) => { box.checked = target.checked; });
  }
  const everything = form.querySelector('input[name="all"]');
  if (everything && target.name === "pk" && !target.checked) everything.checked = false;
  count(form);
});

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-unselect]")) return;
  const form = target.closest("[data-selectable]");
  form.querySelectorAll('input[name="pk"], input[name="all"]').forEach((box) => { box.checked = false; });
  count(form);
});

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") return;
  const { formData } = detail;
  for (const name of new Set(formData.keys())) {
    const values = formData.getAll(name).filter((value) => value !== "");
    formData.delete(name);
    values.forEach((value) => formData.append(name, value));
  }
});

// Enter in a row's box would press the first verb of the form, for whatever is selected.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("form[data-selectable] input[type=checkbox]")) event.preventDefault();
});
