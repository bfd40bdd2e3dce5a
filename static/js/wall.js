// The wall screen: what does not fit takes turns, the clock goes on; the page asks for itself again by htmx.
const TURN = 12_000;
const wall = document.getElementById("wall");
let turn = 0;

function show() {
  for (const turns of wall.querySelectorAll("[data-turns]")) {
    const pages = [...turns.children];
    pages.forEach((page, number) => { page.hidden = number !== turn % pages.length; });
  }
}

// The time of the site, whatever the clock of this machine is set to: data-clock says the seconds from UTC.
function tick() {
  const clock = wall.querySelector("[data-clock]");
  clock.textContent = new Date(Date.now() + Number(clock.dataset.clock) * 1000).toISOString().slice(11, 16);
}

setInterval(() => {
  turn += 1;
  show();
}, TURN);
setInterval(tick, 1000);
wall.addEventListener("htmx:afterSwap", () => {
  show();
  tick();
});
