// Data from columns to rows, and panels drawn one after the other while the browser has nothing better to do.
const data = JSON.parse(document.getElementById("data").textContent);

const rows = (columns) => {
  const names = Object.keys(columns);
  const whole = names.length ? columns[names[0]] : [];
  return whole.map((_, i) => Object.fromEntries(names.map((name) => [name, columns[name][i]])));
};
const sides = rows(data.sides);
const cases = rows(data.cases);
const named = (row) => ({ ...cases[row.case], ...row });

const seconds = (value) => {
  const [unit, scale] = [["s", 1], ["ms", 1e-3], ["µs", 1e-6]].find(([, at]) => value >= at) ?? ["ns", 1e-9];
  return `${Number((value / scale).toPrecision(3))} ${unit}`;
};

const make = (tag, text, attributes = {}) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};
const find = (selector) => document.querySelector(selector);

const fill = (select, options, chosen) => {
  select.replaceChildren(...options.map(([value, text]) => make("option", text, { value })));
  if (chosen !== undefined) select.value = chosen;
};

const waiting = [];
let busy = false;
const idle = window.requestIdleCallback ?? ((task) => setTimeout(task, 1));
const work = async () => {
  busy = true;
  for (let task = waiting.shift(); task; task = waiting.shift()) {
    await task();
    await new Promise((done) => idle(done, { timeout: 60 }));
  }
  busy = false;
  document.documentElement.dataset.ready = "yes";
};

const shown = new Map();
// Show panels in a holder: each is {title, kind, sets, axis, label, height}. What stood there before goes away.
const show = (name, panels) => {
  const holder = find(`[data-panels="${name}"]`);
  for (const view of shown.get(holder) ?? []) view.finalize();
  const views = [];
  shown.set(holder, views);
  delete document.documentElement.dataset.ready;
  const plots = panels.map((panel) => {
    const plot = make("div", undefined, { class: "plot", role: "img", "aria-label": panel.label });
    const figure = make("figure");
    if (panel.title) figure.append(make("h3", panel.title));
    figure.append(plot);
    waiting.push(async () => {
      if (shown.get(holder) !== views) return;
      views.push((await vegaEmbed(plot, specification(panel), options)).view);
      plot.dataset.drawn = panel.kind;
    });
    return figure;
  });
  if (!plots.length) plots.push(make("p", "Nothing was measured for this choice.", { class: "empty" }));
  holder.replaceChildren(...plots);
  if (!busy) work();
};

const options = { actions: false, renderer: "svg", ast: true, mode: "vega-lite", tooltip: { disableDefaultStyle: true } };
const specification = ({ kind, sets, axis, label, height }) => {
  const spec = data.specs[kind];
  const { low = 0.5, high = 2, ticks = [1], sizes = [] } = axis ?? {};
  return {
    ...spec,
    datasets: { ...spec.datasets, ...sets },
    params: Object.entries({ low, high, ticks, sizes }).map(([name, value]) => ({ name, value })),
    width: "container",
    height: height ?? spec.height,
    padding: { left: 2, top: 6, bottom: 4, right: 6 },
    description: label,
  };
};
