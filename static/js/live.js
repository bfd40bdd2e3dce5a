// Live updates: one stream a page says which topics changed; every [data-live] element that shows one asks for itself
// again. A page nobody looks at closes its stream: a browser has few connections, and returning tells what was missed.
const source = document.getElementById("live");
const SOON = 250;
const REST = 2000;
const LONGEST_PAUSE = 30000;

let ticket = source?.dataset.ticket;
let stream = null;
let since = "";
let pause = 1000;
let waiting = 0;
const stale = new Set();

function show(state) {
  document.documentElement.dataset.stream = state;
}

function concerns(element, topics) {
  return topics.includes("*") || element.dataset.live.split(" ").some((topic) => topics.includes(topic));
}

// Not under somebody's hands: selected rows, an open menu or dialog, a field being typed in.
function busy(element) {
  const typing = document.activeElement?.matches("input:not([type=checkbox]), textarea, select");
  return (typing && element.contains(document.activeElement))
    || element.querySelector("input[name=pk]:checked, .htmx-request") !== null
    || element.matches(".htmx-request")
    || document.querySelector("dialog:modal, details.menu[open]") !== null;
}

function refresh() {
  waiting = 0;
  for (const element of [...stale]) {
    if (element.isConnected && busy(element)) continue;
    stale.delete(element);
    if (!element.isConnected) continue;
    const url = element.dataset.from || window.location.pathname + window.location.search;
    element.classList.add("unasked");  // nobody waits for it: nothing is dimmed meanwhile
    htmx.ajax("get", url, { source: element, target: element, swap: "morph:innerHTML" })
      .finally(() => element.classList.remove("unasked"));
  }
  document.documentElement.dataset.stale = stale.size ? "yes" : "no";
  if (stale.size) waiting = setTimeout(refresh, REST);
}

export function changed(topics) {
  for (const element of document.querySelectorAll("[data-live]")) {
    if (concerns(element, topics)) stale.add(element);
  }
  if (stale.size && !waiting) waiting = setTimeout(refresh, SOON);
}

function close() {
  stream?.close();
  stream = null;
}

function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource(`${source.dataset.url}?${new URLSearchParams({ ticket, since })}`);
  const hear = (event) => {
    since = event.lastEventId;
    pause = 1000;
    show("on");
    if (event.type === "changed") changed(JSON.parse(event.data));
  };
  for (const name of ["hello", "beat", "changed"]) stream.addEventListener(name, hear);
  stream.addEventListener("expired", renew);
  stream.addEventListener("error", () => {
    show("off");
    if (stream?.readyState === EventSource.CLOSED) setTimeout(renew, pause);
  });
}

async function renew() {
  close();
  if (document.hidden) return;
  pause = Math.min(pause * 2, LONGEST_PAUSE);
  try {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const answer = await fetch(source.dataset.renew, { method: "POST", headers, body: new URLSearchParams({ ticket }) });
    if (answer.status === 403) return;
    if (answer.ok) ticket = await answer.text();
  } catch {
    show("off");
  }
  if (ticket) setTimeout(listen, pause / 2);
}

if (ticket && window.htmx) {
  // What the reader opened stays open, and where the keyboard is stays there.
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name) => !["open", "tabindex"].includes(name);
  listen();
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : listen()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", ({ persisted }) => persisted && listen());
}
document.addEventListener("changed", ({ detail }) => changed(detail.topics));
