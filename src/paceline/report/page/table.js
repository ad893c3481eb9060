// The table of all figures: found by text, narrowed by strategy and interpreter, sorted by any column.
const FIRST = innerWidth < 600 ? 20 : 60;
const judged = new Map(rows(data.verdicts).map((row) => [`${row.case} ${row.pair.split(" ÷ ")[0]}`, row]));
const number = (value) => (value >= 0.1 ? value.toFixed(2) : value.toFixed(3));
const interval = (row) => (row.low === null || row.high === null ? "" : ` (${number(row.low)}–${number(row.high)})`);

const ends = (row) => (row.low === null || row.high === null ? "" : ` (${row.low.toFixed(3)}–${row.high.toFixed(3)})`);

const lines = rows(data.figures).map((row) => {
  const verdict = judged.get(`${row.case} ${sides[row.side].name}`);
  return { ...named(row), number: row.case, on: sides[row.side].name, verdict, key: verdict?.verdict ?? row.standing };
});

const rivals = data.strategies.length > 0;
const COLUMNS = [
  { title: "case", text: (row) => row.name, by: (row) => row.name },
  { title: "side", text: (row) => row.on, by: (row) => row.side },
  { title: "time", number: true, text: (row) => row.time, by: (row) => row.floor },
  {
    title: "speed-up (95 %)",
    number: true,
    wanted: rivals,
    text: (row) => (row.speedup === null ? "–" : `${number(row.speedup)}×${interval(row)}`),
    by: (row) => row.speedup ?? -1,
  },
  { title: "standing", wanted: rivals, text: (row) => row.standing || "–", by: (row) => row.standing, mark: (row) => row.standing },
  {
    title: "ratio (95 %)",
    number: true,
    wanted: judged.size > 0,
    text: (row) => (row.verdict ? `${row.verdict.ratio.toFixed(3)}${ends(row.verdict)}` : "–"),
    by: (row) => row.verdict?.ratio ?? -1,
  },
  {
    title: "verdict",
    wanted: judged.size > 0,
    text: (row) => row.verdict?.verdict ?? "–",
    by: (row) => row.verdict?.verdict ?? "",
    mark: (row) => row.verdict?.verdict ?? "",
  },
  {
    title: "peak memory",
    number: true,
    minor: true,
    wanted: lines.some((row) => row.memory !== null),
    text: (row) => (row.memory === null ? "–" : `${Math.round(row.memory / 2 ** 20)} MiB`),
    by: (row) => row.memory ?? -1,
  },
  { title: "heats", number: true, minor: true, text: (row) => `${row.heats}`, by: (row) => row.heats },
  { title: "rounds", number: true, minor: true, text: (row) => `${row.rounds}`, by: (row) => row.rounds },
].filter((column) => column.wanted !== false);

const order = new Intl.Collator("en", { numeric: true });
const compare = (a, b) => (typeof a === "string" ? order.compare(a, b) : a - b);

const view = { text: "", strategy: "", side: "", column: COLUMNS[0], down: false, all: false };

const matching = () => {
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = lines.filter((row) => {
    const whole = `${row.id} ${row.on} ${row.key}`.toLowerCase();
    const fits = words.every((word) => whole.includes(word));
    return fits && (!view.strategy || row.strategy === view.strategy) && (!view.side || row.on === view.side);
  });
  if (view.column) found.sort((a, b) => compare(view.column.by(a), view.column.by(b)) * (view.down ? -1 : 1));
  return found;
};

const cell = (column, row) => {
  const element = make("td");
  if (column === COLUMNS[0]) {
    const button = make("button", column.text(row), { type: "button", title: row.id });
    button.addEventListener("click", () => open(row.number));
    element.append(button);
  } else {
    element.textContent = column.text(row);
    // A word of ours, from the judge's own list: it can be a class.
    if (column.mark) element.className = column.mark(row).replace(/\W+/g, "-");
    if (column.number) element.classList.add("number");
  }
  if (column.minor) element.dataset.minor = "";
  return element;
};

const list = () => {
  const found = matching();
  const part = view.all ? found : found.slice(0, FIRST);
  find(".figures tbody").replaceChildren(
    ...part.map((row) => {
      const line = make("tr");
      line.append(...COLUMNS.map((column) => cell(column, row)));
      return line;
    }),
  );
  find("[data-count]").textContent = `${found.length} of ${lines.length} figures`;
  const more = find('[data-more="table"]');
  more.hidden = part.length === found.length;
  more.textContent = `Show all ${found.length}`;
};

const startTable = () => {
  const head = make("tr");
  for (const column of COLUMNS) {
    const title = make("th", undefined, { scope: "col", "aria-sort": column === view.column ? "ascending" : "none", ...(column.number && { class: "number" }) });
    if (column.minor) title.dataset.minor = "";
    const button = make("button", column.title, { type: "button" });
    button.addEventListener("click", () => {
      view.down = view.column === column ? !view.down : false;
      view.column = column;
      for (const other of head.children) other.setAttribute("aria-sort", "none");
      title.setAttribute("aria-sort", view.down ? "descending" : "ascending");
      list();
    });
    title.append(button);
    head.append(title);
  }
  find(".figures thead").append(head);
  fill(find('[data-filter="strategy"]'), [["", "all"], ...data.strategies.map((name) => [name, name])]);
  fill(find('[data-filter="side"]'), [["", "all"], ...sides.map(({ name }) => [name, name])]);
  find('[data-filter="strategy"]').parentElement.hidden = !rivals;
  for (const control of document.querySelectorAll("[data-filter]")) {
    control.addEventListener("input", () => {
      view[control.dataset.filter] = control.value;
      list();
    });
  }
  find('[data-more="table"]').addEventListener("click", () => {
    view.all = true;
    list();
  });
  list();
};
