// The schedule by keyboard: Tab reaches one bar, arrows go along its machine and to the machines above and below.
const lanes = () => [...document.querySelectorAll(".board .lane")].map((lane) => [...lane.querySelectorAll(".bar")]);

function enter(bar) {
  document.querySelectorAll('.board .bar[tabindex="0"]').forEach((each) => each.setAttribute("tabindex", "-1"));
  bar.setAttribute("tabindex", "0");
  bar.focus();
  bar.querySelector("svg").scrollIntoView({ block: "nearest", inline: "nearest" });
}

function nearest(bars, bar) {
  const middle = (each) => each.getBoundingClientRect().left;
  return bars.reduce((best, each) => (Math.abs(middle(each) - middle(bar)) < Math.abs(middle(best) - middle(bar)) ? each : best));
}

function neighbour(bar, key) {
  const rows = lanes();
  const row = rows.findIndex((bars) => bars.includes(bar));
  const along = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (along) return rows[row][rows[row].indexOf(bar) + along];
  const across = key === "ArrowUp" ? rows.slice(0, row).reverse() : rows.slice(row + 1);
  const bars = across.find((each) => each.length);
  return bars && nearest(bars, bar);
}

lanes().flat().forEach((bar, number) => bar.setAttribute("tabindex", number ? "-1" : "0"));

document.addEventListener("keydown", (event) => {
  const bar = event.key.startsWith("Arrow") && event.target.closest?.(".board .bar");
  if (!bar) return;
  event.preventDefault();
  const next = neighbour(bar, event.key);
  if (next) enter(next);
});
