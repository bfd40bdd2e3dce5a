// The columns of a plan version, and where each operation stands among its neighbours. Nothing here draws.
export const DAY = 1440;
const NUMBERS = ["sequence", "start", "run", "finish", "percent", "row", "tone"];

/** Numbers grouped by their key: group[key] = [number, …], in the order given. */
function grouped(keys, size) {
  const groups = Array.from({ length: size }, () => []);
  keys.forEach((key, number) => groups[key].push(number));
  return groups;
}

/** One line for what happens one after the other; more where a row does several things at once. */
function tracks(operations, { start, finish }) {
  const until = [];
  const found = [[]];
  for (const operation of operations) {
    let track = until.findIndex((minute) => minute <= start[operation]);
    if (track < 0) track = until.length;
    until[track] = finish[operation];
    (found[track] ??= []).push(operation);
  }
  return found;
}

export class Plan {
  constructor({ operations, orders, links, ...rest }) {
    Object.assign(this, rest, { orders, size: operations.id.length, id: operations.id });
    this.name = operations.name.map((number) => rest.names[number]);
    this.midnight = Date.parse(rest.today);
    this.begins = operations.start.reduce((least, minute) => Math.min(least, minute), Infinity);
    if (!this.size) this.begins = rest.now;
    for (const column of NUMBERS) this[column] = Int32Array.from(operations[column]);
    const place = new Map(orders.id.map((id, number) => [id, number]));
    this.order = Int32Array.from(operations.order, (id) => place.get(id));
    this.place = new Map(this.id.map((id, number) => [id, number]));
    this.steps = grouped(this.order, orders.id.length);
    for (const own of this.steps) own.sort((a, b) => this.sequence[a] - this.sequence[b]);
    this.rows = grouped(this.row, rest.machines.code.length).map((own) => this.#row(own));
    this.#link(links, place);
  }

  #row(own) {
    own.sort((a, b) => this.start[a] - this.start[b]);
    return { operations: own, tracks: tracks(own, this) };
  }

  /** `makers`: for each order, the orders that make what it needs; `takers`: the operations that need what it makes. */
  #link(links, place) {
    this.makers = this.orders.id.map(() => new Set());
    this.takers = this.orders.id.map(() => []);
    links.order.forEach((id, number) => {
      const order = place.get(id);
      const operation = this.place.get(links.operation[number]);
      if (order === undefined || operation === undefined) return;
      this.takers[order].push(operation);
      this.makers[this.order[operation]].add(order);
    });
  }

  number(operation) {
    return this.orders.number[this.order[operation]];
  }

  /** The open spans of a row that touch these minutes: from, until, from, until, … */
  open(row, from, until) {
    const spans = this.calendars[this.machines.calendar[row]];
    let first = 0;
    let last = spans.length / 2;
    while (first < last) {
      const middle = (first + last) >> 1;
      if (spans[2 * middle + 1] <= from) first = middle + 1;
      else last = middle;
    }
    let end = 2 * first;
    while (end < spans.length && spans[end] < until) end += 2;
    return spans.slice(2 * first, end);
  }

  /** Open and busy minutes of a row between two instants. */
  load(row, from, until) {
    const within = (a, b) => Math.max(0, Math.min(b, until) - Math.max(a, from));
    const open = this.open(row, from, until);
    let minutes = 0;
    let busy = 0;
    for (let at = 0; at < open.length; at += 2) {
      minutes += within(open[at], open[at + 1]);
      for (const operation of this.between(this.rows[row].operations, Math.max(from, open[at]), Math.min(until, open[at + 1]))) {
        busy += Math.max(0, Math.min(open[at + 1], until, this.finish[operation]) - Math.max(open[at], from, this.start[operation]));
      }
    }
    return { open: minutes, busy };
  }

  /** Those of a track, sorted by time, that touch these minutes. */
  between(track, from, until) {
    let first = 0;
    let last = track.length;
    while (first < last) {
      const middle = (first + last) >> 1;
      if (this.finish[track[middle]] <= from) first = middle + 1;
      else last = middle;
    }
    let end = first;
    while (end < track.length && this.start[track[end]] < until) end += 1;
    return track.slice(first, end);
  }

  /** The operation before or after on the same machine. */
  along(operation, step) {
    const own = this.rows[this.row[operation]].operations;
    return own[own.indexOf(operation) + step];
  }

  /** The nearest in time on the machines above or below. */
  across(operation, step) {
    for (let row = this.row[operation] + step; this.rows[row]; row += step) {
      const distance = (other) => Math.abs(this.start[other] - this.start[operation]);
      const own = this.rows[row].operations;
      if (own.length) return own.reduce((best, other) => (distance(other) < distance(best) ? other : best));
    }
    return undefined;
  }

  /** Before or after in the order's chain; past its ends, in the order that makes for it or takes from it. */
  inChain(operation, step) {
    const order = this.order[operation];
    const own = this.steps[order];
    const next = own[own.indexOf(operation) + step];
    if (next !== undefined) return next;
    if (step > 0) return this.takers[order][0];
    const [maker] = this.makers[order];
    return maker === undefined ? undefined : this.steps[maker].at(-1);
  }
}
