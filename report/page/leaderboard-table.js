// @ts-check
import { formatCount, formatNumber, formatScore } from './format.js';

/**
 * @typedef {import('../page-data.ts').PageData} PageData
 * @typedef {import('../page-data.ts').PageRow} PageRow
 * @typedef {string | number | boolean | undefined} Cell
 */

/**
 * @typedef {object} Column
 * @property {string} label
 * @property {boolean} number
 * @property {boolean} setting Hidden on narrow screens: the details have it.
 * @property {(row: PageRow) => Cell} value
 * @property {(row: PageRow) => string} text
 */

/** Rows before the button is pressed. */
const firstRows = 25;

/**
 * @param {PageData} page
 * @returns {Column[]}
 */
function boardColumns(page) {
  const figure = (
    /** @type {string} */ label,
    /** @type {(row: PageRow) => number} */ value,
    format = formatCount,
  ) => ({
    label,
    number: true,
    setting: false,
    value,
    text: (/** @type {PageRow} */ row) => format(value(row)),
  });
  const deviation = (/** @type {PageRow} */ row) =>
    row.deviation === undefined ? '' : ` ± ${formatScore(row.deviation)}`;
  return [
    figure('Rank', (row) => row.rank),
    { ...figure(page.metric.label, (row) => row.score), text: (row) => formatScore(row.score) + deviation(row) },
    figure('Loss', (row) => row.loss, formatScore),
    figure('Parameters', (row) => row.parameters),
    figure('Epochs', (row) => row.epochs),
    ...page.columns.map(({ name, label }) => {
      const find = (/** @type {PageRow} */ row) => row.settings.find((setting) => setting.name === name);
      return {
        label,
        number: page.rows.every((row) => ['number', 'undefined'].includes(typeof find(row)?.value)),
        setting: true,
        value: (/** @type {PageRow} */ row) => find(row)?.value,
        text: (/** @type {PageRow} */ row) => find(row)?.text ?? '–',
      };
    }),
  ];
}

/**
 * Absent values come last whatever the direction.
 * @param {Cell} left
 * @param {Cell} right
 * @param {number} direction
 */
function compare(left, right, direction) {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  if (typeof left === 'number' && typeof right === 'number') return direction * (left - right);
  return direction * String(left).localeCompare(String(right), 'en', { numeric: true });
}

/** @param {PageRow} row */
const rowWords = (row) =>
  [row.candidateId, ...row.settings.flatMap(({ name, text }) => [`${name}=${text}`, name, text])]
    .join(' ')
    .toLowerCase();

/**
 * @param {PageRow} row
 * @param {number} span
 */
function detailRow(row, span) {
  const line = document.createElement('tr');
  line.className = 'details';
  const cell = document.createElement('td');
  cell.colSpan = span;
  const list = document.createElement('dl');
  const pairs = [
    ['candidate', row.candidateId],
    ['best epoch', `${formatCount(row.bestEpoch)} of ${formatCount(row.epochs)}`],
    ['loss', formatNumber(row.loss)],
    ...row.settings.map(({ name, text }) => [name, text]),
  ];
  for (const [name = '', value = ''] of pairs) {
    const pair = document.createElement('div');
    const term = document.createElement('dt');
    term.textContent = name;
    const detail = document.createElement('dd');
    detail.textContent = value;
    pair.append(term, detail);
    list.append(pair);
  }
  cell.append(list);
  line.append(cell);
  return line;
}

/**
 * @param {PageRow} row
 * @param {readonly Column[]} columns
 * @param {boolean} winner
 */
function boardRow(row, columns, winner) {
  const line = document.createElement('tr');
  if (winner) line.className = 'chosen';
  const opener = document.createElement('td');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'opener';
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-label', `Details of rank ${row.rank}`);
  button.addEventListener('click', () => {
    const open = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!open));
    if (open) line.nextElementSibling?.remove();
    else line.after(detailRow(row, columns.length + 1));
  });
  opener.append(button);
  line.append(opener);
  for (const column of columns) {
    const cell = document.createElement('td');
    cell.className = [column.number ? 'number' : '', column.setting ? 'setting' : ''].join(' ').trim();
    cell.textContent = column.text(row);
    line.append(cell);
  }
  return line;
}

/**
 * A head whose buttons sort; gives the order the user asked for.
 * @param {HTMLTableElement} table
 * @param {readonly Column[]} columns
 * @param {(column: Column, direction: number) => void} sort
 */
function boardHead(table, columns, sort) {
  const line = table.createTHead().insertRow();
  const corner = document.createElement('th');
  corner.scope = 'col';
  const unseen = document.createElement('span');
  unseen.className = 'unseen';
  unseen.textContent = 'Details';
  corner.append(unseen);
  line.append(corner);
  const heads = columns.map((column, index) => {
    const head = document.createElement('th');
    head.scope = 'col';
    head.className = [column.number ? 'number' : '', column.setting ? 'setting' : ''].join(' ').trim();
    if (index === 0) head.setAttribute('aria-sort', 'ascending');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = column.label;
    button.addEventListener('click', () => {
      const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', direction);
      sort(column, direction === 'ascending' ? 1 : -1);
    });
    head.append(button);
    line.append(head);
    return head;
  });
}

/**
 * @param {{ table: HTMLTableElement, filter: HTMLInputElement, matches: HTMLElement, more: HTMLButtonElement }} elements
 * @param {PageData} page
 */
export function drawLeaderboard({ table, filter, matches, more }, page) {
  const columns = boardColumns(page);
  const words = new Map(page.rows.map((row) => [row, rowWords(row)]));
  let ordered = [...page.rows];
  let all = false;
  const body = table.createTBody();
  const fill = () => {
    const terms = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = ordered.filter((row) => terms.every((term) => words.get(row)?.includes(term)));
    const shown = all ? found : found.slice(0, firstRows);
    body.replaceChildren(...shown.map((row) => boardRow(row, columns, row.candidateId === page.winner)));
    matches.textContent = terms.length === 0 ? '' : `${formatCount(found.length)} of ${formatCount(page.rows.length)}`;
    more.hidden = shown.length === found.length;
    more.textContent = `Show all ${formatCount(found.length)}`;
  };
  boardHead(table, columns, (column, direction) => {
    ordered = [...page.rows].sort(
      (left, right) => compare(column.value(left), column.value(right), direction) || left.rank - right.rank,
    );
    fill();
  });
  filter.addEventListener('input', fill);
  more.addEventListener('click', () => {
    all = true;
    fill();
  });
  fill();
}
