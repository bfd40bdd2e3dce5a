// What stands in a spreadsheet's cell becomes the value of a form's: dates, numbers, choices, boxes, codes.
// Each writer answers whether it could; codes are looked up together afterwards (paste.js).
const YES = ["是", "yes", "y", "true", "1", "√", "x", "v"];
const NO = ["", "否", "no", "n", "false", "0", "×"];
const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;

const plain = (text) => text.normalize("NFKC").trim();

function writeDate(input, text) {
  const [, year, month, day] = DAY.exec(plain(text)) ?? [];
  input.value = year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
  return input.value !== "";
}

function writeNumber(input, text) {
  const digits = plain(text).replace(/[,\s¥$€]/g, "");
  input.value = /^[-+]?\d*\.?\d+$/.test(digits) ? digits : "";
  return input.value !== "";
}

function writeChoice(select, text) {
  const wanted = plain(text).toLowerCase();
  const option = [...select.options].find((each) => [each.value, each.text].some((known) => known.toLowerCase() === wanted));
  if (option) select.value = option.value;
  return Boolean(option);
}

function writeBox(box, text) {
  const wanted = plain(text).toLowerCase();
  box.checked = YES.includes(wanted);
  return box.checked || NO.includes(wanted);
}

function writeText(input, text) {
  input.value = text.trim();
  return true;
}

function writeCode(input, text) {
  input.closest(".combo").querySelector("input[type=hidden]").value = "";
  return writeText(input, plain(text));
}

const WRITERS = [
  ["[role=combobox]", writeCode],
  ["[type=date]", writeDate],
  ["[type=number]", writeNumber],
  ["[type=checkbox]", writeBox],
  ["select", writeChoice],
  ["input, textarea", writeText],
];

// An empty cell empties the field, which is never a mistake here: the form says what is required.
export function write(field, text) {
  const [, writer] = WRITERS.find(([kind]) => field.matches(kind));
  return writer(field, text) || !text.trim();
}

// Tab-separated as spreadsheets copy it: a cell with a tab, a line break or a quote stands in quotes.
export function table(text) {
  const rows = [[]];
  for (const [, quoted, bare, end] of text.replaceAll("\r\n", "\n").matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))([\t\n]|$)/g)) {
    rows.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  while (rows.length && rows.at(-1).every((cell) => !cell.trim())) rows.pop();
  return rows;
}
