// The page's sections: what is chosen, and which panels that shows.
const figures = rows(data.figures).map((row) => ({ ...named(row), side: row.side }));
const ratios = rows(data.ratios);
const crossings = rows(data.crossings);
const labels = rows(data.labels);
const hidden = new Set();
const visible = (row) => !hidden.has(row.strategy);
const select = (name) => find(`[data-select="${name}"]`);
const everyOption = ["", "all"];

const speedups = () => {
  const [workload, side] = [select("workload").value, select("side").value];
  const controls = find("#controls").checked;
  const panels = [];
  for (const group of Object.keys(data.axes.speedup)) {
    sides.forEach(({ name }, at) => {
      if ((workload && group !== workload) || (side !== "" && Number(side) !== at)) return;
      const axis = data.axes.speedup[group];
      const mine = (row) => row.group === group && row.side === at && visible(row);
      const points = figures.filter((row) => mine(row) && row.size !== null && row.speedup !== null && (controls || !row.control));
      if (!points.length) return;
      const names = labels.filter((row) => row.chart === "speedup" && mine(row));
      panels.push({
        kind: "speedup",
        title: `${group} on ${name}`,
        label: `Speed-up against size of ${group} on ${name}, one line per strategy. The table holds its figures.`,
        sets: {
          points,
          crossings: crossings.filter(mine),
          labels: names.map((row) => ({ ...row, size: axis.sizes.at(-1) })),
        },
        axis,
      });
    });
  }
  show("speedup", panels);
};

const compareInterpreters = () => {
  const [group, reference] = [select("group").value, Number(select("reference").value)];
  const mine = ratios.map(named).filter((row) => row.group === group && row.reference === reference && !row.control);
  const ones = figures.filter((row) => row.group === group && row.side === reference && !row.control);
  const points = [...mine, ...ones.map((row) => ({ ...row, ratio: 1, low: null, high: null }))].filter(visible);
  const settings = [...new Set(points.map((row) => row.setting))];
  show(
    "ratio",
    settings.map((setting) => {
      const here = points.filter((row) => row.setting === setting).sort((a, b) => a.side - b.side);
      const names = labels.filter(
        (row) => row.chart === `ratio ${reference}` && row.group === group && row.setting === setting && visible(row),
      );
      const on = (row) => ({ ...row, side: sides[row.side].name });
      return {
        kind: "ratio",
        title: setting ? `${group}, ${setting}` : group,
        label: `Time of ${group}, ${setting} on each interpreter ÷ ${sides[reference].name}. The table holds its figures.`,
        sets: { points: here.map(on), labels: names.map(on) },
        axis: data.axes.ratio[`${reference} ${group}`],
      };
    }),
  );
};

const MOST = 40;
let pair;
let allVerdicts = false;
const judge = () => {
  const mine = rows(data.verdicts).filter((row) => row.pair === pair);
  const part = allVerdicts ? mine : mine.slice(0, MOST);
  const more = find('[data-more="verdicts"]');
  more.hidden = part.length === mine.length;
  more.textContent = `Show all ${mine.length} cases`;
  const named = (row) => ({ ...(cases[row.case] ?? { name: "all cases together" }), ...row });
  const width = find('[data-panels="verdicts"]').clientWidth;
  const { ticks, ...ends } = data.axes.verdict[pair];
  show("verdicts", [
    {
      kind: "verdict",
      title: pair,
      label: `Forest plot of ${pair}: ${mine.length} cases with ratio, interval and margins. The table holds its figures.`,
      sets: { points: part.map(named) },
      height: 22 * part.length,
      axis: { ...ends, ticks: width < 560 ? [ticks[0], 1, ticks.at(-1)] : ticks, sizes: [Math.min(340, width * 0.36)] },
    },
  ]);
};

const unpack = (cell) => {
  const bytes = Uint8Array.from(atob(cell.data), (letter) => letter.charCodeAt(0));
  const steps = new DataView(bytes.buffer);
  let at = 0;
  return cell.heats.flatMap((heat, index) =>
    Array.from({ length: cell.counts[index] }, (_, round) => {
      const value = cell.shortest * Math.exp(steps.getUint16(2 * at++, true) / data.step);
      return { heat, round: round * data.every + 1, seconds: value, text: seconds(value) };
    }),
  );
};

const rounds = () => {
  const chosen = Number(select("case").value);
  const panels = figures.filter((row) => row.case === chosen).map((row) => {
    const cell = data.rounds[`${row.case} ${row.side}`];
    const times = cell.heats.map((heat, i) => ({ heat, seconds: cell.times[i], text: seconds(cell.times[i]) }));
    return {
      kind: "rounds",
      title: `${sides[row.side].name}: ${row.time}`,
      label: `${row.rounds} rounds in ${row.heats} heats of ${row.name} on ${sides[row.side].name}: ${row.time}.`,
      sets: { points: unpack(cell), times, all: [{ seconds: row.floor, low: row.floor_low || null, high: row.floor_high }] },
    };
  });
  show("rounds", panels);
};

const open = (number) => {
  select("case").value = number;
  rounds();
  find("#rounds").scrollIntoView({ behavior: "smooth" });
};

const time = () => {
  const spent = rows(data.spent);
  const heats = rows(data.heats);
  const whole = spent.reduce((sum, row) => sum + row.seconds, 0);
  const panels = [
    {
      kind: "spent",
      title: `Where ${seconds(whole)} went`,
      label: spent.map((row) => `${row.kind}: ${row.text}`).join("; "),
      sets: { points: spent },
      height: 26 * spent.length,
    },
  ];
  if (heats.some((row) => row.foreign !== null)) {
    panels.push({
      kind: "heats",
      title: "Share of the machine that other processes used: above the dashed line, threads and processes look slower than they are",
      label: "Share of the machine that other processes used in each heat; above 5 %, threads and processes look slower than they are.",
      sets: { points: heats },
    });
  }
  show("time", panels);
};

const startTimeline = () => {
  const tasks = rows(data.tasks);
  const runs = rows(data.programs);
  if (!tasks.length) return;
  find("#timeline").hidden = false;
  const took = runs.filter((row) => row.text).map((row) => `${row.strategy} took ${row.text}`);
  const done = tasks.map((row) => `task ${row.task} on ${row.worker}: ${row.text}`);
  show("timeline", [
    {
      kind: "timeline",
      label: `Timeline of the tutorial's tasks. ${took.join(", ")}. ${done.join("; ")}.`,
      sets: { points: tasks, runs },
      height: 30 * runs.length,
    },
  ]);
};

const startScheme = () => {
  const button = find("#scheme");
  const root = document.documentElement;
  const dark = () => (root.dataset.scheme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const label = () => { button.textContent = dark() ? "Light" : "Dark"; };
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.scheme = dark() ? "light" : "dark";
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
  label();
};

const startVerdicts = () => {
  const pairs = Object.keys(data.axes.verdict);
  if (!pairs.length) return;
  find("#verdicts").hidden = false;
  pair = pairs[0];
  const buttons = pairs.map((name) => make("button", name, { type: "button", "aria-pressed": String(name === pair) }));
  for (const button of buttons) {
    button.addEventListener("click", () => {
      pair = button.textContent;
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      judge();
    });
  }
  if (pairs.length > 1) find('[data-pills="pair"]').append(...buttons);
  find('[data-more="verdicts"]').addEventListener("click", () => {
    allVerdicts = true;
    judge();
  });
  judge();
};

const startSpeedups = () => {
  const groups = Object.keys(data.axes.speedup);
  if (!groups.length) return;
  find("#speedup").hidden = false;
  const one = sides.length === 1;
  fill(select("workload"), [...groups.map((name) => [name, name]), everyOption], one ? "" : groups[0]);
  fill(select("side"), [everyOption, ...sides.map(({ name }, at) => [at, name])], "");
  for (const name of ["workload", "side"]) select(name).addEventListener("change", speedups);
  find("#controls").addEventListener("change", speedups);
  for (const button of document.querySelectorAll("[data-strategy]")) {
    button.addEventListener("click", () => {
      const name = data.strategies[button.dataset.strategy];
      hidden.has(name) ? hidden.delete(name) : hidden.add(name);
      button.setAttribute("aria-pressed", String(!hidden.has(name)));
      speedups();
      if (ratios.length) compareInterpreters();
    });
  }
  speedups();
};

const startRatios = () => {
  if (!ratios.length) return;
  find("#ratio").hidden = false;
  const groups = data.groups.filter((name) => ratios.some((row) => cases[row.case].group === name));
  fill(select("group"), groups.map((name) => [name, name]));
  fill(select("reference"), sides.map(({ name }, at) => [at, name]));
  for (const name of ["group", "reference"]) select(name).addEventListener("change", compareInterpreters);
  compareInterpreters();
};

const startRounds = () => {
  const measured = [...new Set(figures.map((row) => row.case))];
  fill(select("case"), measured.map((number) => [number, cases[number].name]));
  select("case").addEventListener("change", rounds);
  if (data.every > 1) find("[data-every]").textContent = `One of ${data.every} rounds is kept here; all are in the race's folder.`;
  rounds();
};

startScheme();
startTable();
startVerdicts();
startSpeedups();
startRatios();
startTimeline();
startRounds();
time();
