// Signing in on a tablet: a scanner types the badge and ends with Enter, fingers type the PIN.
const form = document.getElementById("badge-form");
const badge = document.getElementById("badge");
const pin = document.getElementById("pin");

document.addEventListener("click", ({ target }) => {
  const key = target.closest("[data-key]")?.dataset.key;
  if (key) pin.value = key === "back" ? pin.value.slice(0, -1) : pin.value + key;
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || pin.value) return;
  event.preventDefault();
  pin.focus();
});

if (badge.value) pin.focus();
