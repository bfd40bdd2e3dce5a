// Does what the list of shortcuts in base/shortcuts.html says: a key clicks or focuses the element named there.
const entries = [...document.querySelectorAll("[data-keys]")];

function pressed(event) {
  const key = event.key.toLowerCase();
  return (event.ctrlKey || event.metaKey ? "ctrl+" : "") + (event.altKey ? "alt+" : "") + key;
}

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  const keys = pressed(event);
  const plain = keys.length === 1 || keys === "ctrl+z"; // those mean something else while typing
  const inDialog = document.querySelector("dialog:modal");
  if (plain && (isTyping(event.target) || inDialog)) return;
  const entry = entries.find((known) => known.dataset.keys === keys);
  const element = entry && document.querySelector(entry.dataset.on);
  if (!element) return;
  event.preventDefault();
  element.focus();
  if (element.matches("input, textarea, select")) element.select();
  else element.click();
});
