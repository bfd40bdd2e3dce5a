// The tablet: a number pad that types into the figure last touched, a scanner that needs no focus, a clock.
const FIGURES = ["good", "scrap", "rework"];
let figure = "good";

const sheet = () => document.getElementById("sheet");
const field = (name) => sheet()?.elements.namedItem(name);

function show() {
  if (!sheet()) return;
  for (const name of FIGURES) {
    field(name).closest("label").toggleAttribute("data-active", name === figure);
  }
  const scrap = Number(field("scrap").value) || 0;
  sheet().querySelector("[data-when-scrap]").hidden = scrap === 0;
  const said = document.querySelector("[data-said]");
  if (!said) return;
  const words = FIGURES.map((name) => [field(name).closest("label").firstChild.textContent.trim(), field(name).value || "0"]);
  said.textContent = words.filter(([, value], at) => at === 0 || Number(value)).map((pair) => pair.join(" ")).join(" · ");
}

// The first key replaces what was proposed; the next ones add to it.
function press(key) {
  const input = field(figure);
  const fresh = input.dataset.typed !== "yes";
  input.dataset.typed = "yes";
  const text = fresh ? "" : input.value;
  input.value = key === "back" ? text.slice(0, -1) : (text + key).replace(/^0+(?=\d)/, "");
  if (input.value === "") input.value = "0";
  if (figure !== "good") keepTotal();
  show();
}

// What is scrapped or reworked is not good: while nobody typed the good, it gives way.
function keepTotal() {
  const good = field("good");
  if (good.dataset.typed === "yes") return;
  good.dataset.proposed ??= good.value;
  const left = Number(good.dataset.proposed) - (Number(field("scrap").value) || 0) - (Number(field("rework").value) || 0);
  good.value = String(Math.max(0, Math.round(left * 1e6) / 1e6));
}

document.addEventListener("click", ({ target }) => {
  const key = target.closest("[data-key]");
  if (key) press(key.dataset.key);
});

document.addEventListener("focusin", ({ target }) => {
  if (!FIGURES.includes(target.name) || target.form !== sheet()) return;
  figure = target.name;
  target.select();
  show();
});

document.addEventListener("input", ({ target }) => {
  if (!FIGURES.includes(target.name)) return;
  target.dataset.typed = "yes";
  if (target.name !== "good") keepTotal();
  show();
});

// A scanner types faster than anybody and ends with Enter.
let scanned = "";
let last = 0;
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select")) return;
  if (event.timeStamp - last > 100) scanned = "";
  last = event.timeStamp;
  if (event.key === "Enter" && scanned.length > 2) {
    event.preventDefault();
    const scan = document.getElementById("scan");
    if (!scan) return;
    scan.value = scanned;
    scanned = "";
    scan.form.requestSubmit();
  } else if (event.key.length === 1) {
    scanned += event.key;
  }
});

// Whoever walks away is signed out, so that nobody reports in their name.
let touched = Date.now();
for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => { touched = Date.now(); });

function idle() {
  const leave = document.getElementById("leave");
  if (leave && Date.now() - touched > leave.dataset.idleMinutes * 60_000) leave.requestSubmit();
}

function connection() {
  const badge = document.getElementById("offline");
  if (badge) badge.hidden = navigator.onLine;
}

function clock() {
  const face = document.getElementById("clock");
  if (face) face.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

function arrived() {
  figure = "good";
  show();
  clock();
  connection();
}

addEventListener("online", connection);
addEventListener("offline", connection);
setInterval(() => { clock(); idle(); }, 10_000);
document.addEventListener("htmx:afterSettle", ({ detail }) => detail.target.id === "station" && arrived());
arrived();
