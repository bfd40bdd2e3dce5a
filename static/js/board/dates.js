// Instants in the reader's language. A minute of the plan is one of the site's clock, whatever the clock of this machine.
import { DAY } from "./plan.js";

const language = document.documentElement.lang;
const written = (options) => new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });
const DATE = written({ month: "short", day: "numeric" });
const WEEKDAY = written({ weekday: "short" });
const CLOCK = written({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const STEPS = [15, 30, 60, 120, 240, 480, 720, DAY];
const known = new Map([DATE, WEEKDAY, CLOCK].map((format) => [format, new Map()]));

function said(format, midnight, minute) {
  const instant = midnight + minute * 60_000;
  const texts = known.get(format);
  if (!texts.has(instant)) texts.set(instant, format.format(instant));
  return texts.get(instant);
}

export const date = (plan, minute) => said(DATE, plan.midnight, minute);
export const weekday = (plan, minute) => said(WEEKDAY, plan.midnight, minute);
export const clock = (plan, minute) => said(CLOCK, plan.midnight, minute);
export const instant = (plan, minute) => `${date(plan, minute)} ${clock(plan, minute)}`;

export function isRest(plan, minute) {
  return [0, 6].includes(new Date(plan.midnight + minute * 60_000).getUTCDay());
}

/** Minutes between the lines of the grid, so that they lie at least so many pixels apart. */
export function step(scale, pixels) {
  return STEPS.find((minutes) => minutes * scale >= pixels) ?? 7 * DAY;
}

/** The Monday of the week of a minute. */
export function monday(plan, minute) {
  const day = Math.floor(minute / DAY);
  const weekday = (new Date(plan.midnight + day * DAY * 60_000).getUTCDay() + 6) % 7;
  return (day - weekday) * DAY;
}

/** The ISO number of the week that begins on this Monday. */
export function weekNumber(plan, minute) {
  const thursday = new Date(plan.midnight + (minute + 3 * DAY) * 60_000);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday - first) / 604_800_000);
}
