// Pictures of a run: the line over time, how places came nearer, how good the estimates were, how full it was inside.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { MOMENT } from './measures.ts';
import type { Result } from './run.ts';

/** Points of a curve. */
const POINTS = 240;
/** Cohorts of the picture of places, and how long each one's arrival lasts. */
const COHORTS = 7;
const BINS = 60;
const SIZE = { width: 640, height: 300 } as const;
const CONFIG = {
  background: 'white',
  font: 'sans-serif',
  axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal' },
  legend: { labelFontSize: 11, labelLimit: 0 },
} as const;
const MINUTES = { field: 'minute', type: 'quantitative', title: 'minutes since the open' } as const;

type Row = Readonly<Record<string, number | string>>;
type Moment = Readonly<Record<keyof typeof MOMENT, number>>;

/** Draws all pictures. @returns their files */
export async function draw(result: Result, directory: string): Promise<string[]> {
  mkdirSync(directory, { recursive: true });
  const moments = momentsOf(result);
  const pictures: Record<string, TopLevelSpec> = {
    'line.svg': lineOverTime(moments),
    'places.svg': places(result, moments),
    'estimates.svg': estimates(result),
    'capacity.svg': capacity(result, moments),
  };
  const files = Object.entries(pictures).map(async ([name, spec]) => {
    const view = new View(parse(compile({ ...spec, config: CONFIG }).spec), { renderer: 'none' });
    const file = join(directory, name);
    // A tenth of a pixel is fine enough.
    const svg = (await view.toSVG()).replaceAll(/(\d+\.\d)\d+/g, '$1');
    writeFileSync(file, `${svg}\n`);
    return file;
  });
  return Promise.all(files);
}

function momentsOf({ measures: { moments } }: Result): Moment[] {
  const every = Math.max(1, Math.ceil(moments.count / POINTS));
  const names = Object.keys(MOMENT) as (keyof typeof MOMENT)[];
  const at = (row: number) => Object.fromEntries(names.map((name) => [name, moments.get(row, MOMENT[name])])) as Moment;
  return Array.from({ length: Math.floor(moments.count / every) }, (_, i) => at(i * every));
}

const minuteOf = (seconds: number) => Math.round((seconds / 60) * 100) / 100;

function lineOverTime(moments: readonly Moment[]): TopLevelSpec {
  const panel = (title: string, names: readonly (readonly [keyof Moment, string])[]) => ({
    ...SIZE,
    height: 160,
    data: {
      values: moments.flatMap((moment): Row[] =>
        names.map(([name, label]) => ({ minute: minuteOf(moment.atSeconds), what: label, people: moment[name] })),
      ),
    },
    mark: { type: 'line', interpolate: 'step-after' } as const,
    encoding: {
      x: MINUTES,
      y: { field: 'people', type: 'quantitative', title } as const,
      color: { field: 'what', type: 'nominal', title: null } as const,
    },
  });
  return {
    title: 'The line over time',
    vconcat: [
      panel('people', [['waiting', 'waiting']]),
      panel('people or seats', [
        ['active', 'inside'],
        ['capacity', 'capacity'],
        ['sold', 'seats sold'],
      ]),
    ],
    resolve: { scale: { color: 'independent' } },
  };
}

/** For each cohort, people who came about the same time: the places in front of the first, middle and last of them. */
function places({ truth }: Result, moments: readonly Moment[]): TopLevelSpec {
  const last = moments.at(-1)?.watermark ?? 0;
  const issued = (moment: Moment) => moment.watermark + moment.waiting;
  const rows = Array.from({ length: COHORTS }, (_, i): Row[] => {
    const middle = Math.max(1, Math.round((last * (i + 0.7)) / COHORTS));
    const half = Math.round(last / COHORTS / 4);
    const label = `places ${middle - half} to ${middle + half}`;
    return moments
      .filter((moment) => issued(moment) >= middle && moment.watermark < middle + half && truth.watermark > 0)
      .map(({ atSeconds, watermark }) => ({
        minute: minuteOf(atSeconds),
        cohort: label,
        first: Math.max(0, middle - half - watermark),
        middle: Math.max(0, middle - watermark),
        last: Math.max(0, middle + half - watermark),
      }));
  }).flat();
  const color = { field: 'cohort', type: 'nominal', title: null, sort: null } as const;
  return {
    title: 'Places in front, from joining to the admission',
    ...SIZE,
    data: { values: rows },
    layer: [
      {
        mark: { type: 'area', opacity: 0.25 },
        encoding: {
          x: MINUTES,
          y: { field: 'first', type: 'quantitative', title: 'places in front' },
          y2: { field: 'last' },
          color: { ...color, legend: null },
        },
      },
      { mark: 'line', encoding: { x: MINUTES, y: { field: 'middle', type: 'quantitative' }, color } },
    ],
  };
}

function estimates({ measures, truth, seconds }: Result): TopLevelSpec {
  const admittedAt = (seq: number) => (seq <= truth.watermark ? truth.admittedAt(seq) : undefined);
  const widthMs = (Math.max(60, seconds) * 1000) / BINS;
  const rows = Array.from({ length: BINS }, (_, i): Row[] => {
    const { error, within } = measures.eta(admittedAt, i * widthMs, (i + 1) * widthMs);
    if (error === undefined || within === undefined) return [];
    const minute = minuteOf(((i + 0.5) * widthMs) / 1000);
    const percent = (share: number) => Math.round(share * 1000) / 10;
    return [
      { minute, what: 'median error of p50', percent: percent(error) },
      { minute, what: 'waits within p90', percent: percent(within) },
    ];
  }).flat();
  return {
    title: 'Estimates, by when they were told',
    ...SIZE,
    data: { values: rows },
    layer: [
      {
        mark: { type: 'line', point: { size: 14 }, clip: true },
        encoding: {
          x: MINUTES,
          y: { field: 'percent', type: 'quantitative', title: 'percent', scale: { domain: [0, 100] } },
          color: { field: 'what', type: 'nominal', title: null },
        },
      },
      {
        data: { values: [{ target: 20 }, { target: 90 }] },
        mark: { type: 'rule', strokeDash: [4, 4], color: 'grey' },
        encoding: { y: { field: 'target', type: 'quantitative' } },
      },
    ],
  };
}

/** Where no tick ran, on purpose, the picture is grey. */
function capacity({ outages }: Result, moments: readonly Moment[]): TopLevelSpec {
  const open = moments.filter(({ atSeconds }) => atSeconds >= 0);
  const rows = open.map(({ atSeconds, active, capacity: most }): Row => {
    return { minute: minuteOf(atSeconds), percent: Math.round((active / most) * 1000) / 10 };
  });
  const lastSecond = open.at(-1)?.atSeconds ?? 0;
  const shown = outages.filter(({ from, to }) => to > 0 && from < lastSecond);
  return {
    title: 'Capacity in use (grey: no tick ran)',
    ...SIZE,
    layer: [
      {
        data: { values: shown.map(({ from, to }): Row => ({ from: minuteOf(Math.max(0, from)), to: minuteOf(to) })) },
        mark: { type: 'rect', color: 'lightgrey' },
        encoding: { x: { field: 'from', type: 'quantitative' }, x2: { field: 'to' } },
      },
      {
        data: { values: rows },
        mark: { type: 'area', opacity: 0.5, line: true, interpolate: 'step-after' },
        encoding: {
          x: MINUTES,
          y: { field: 'percent', type: 'quantitative', title: 'percent of the capacity' },
        },
      },
      {
        data: { values: [{ target: 95 }] },
        mark: { type: 'rule', strokeDash: [4, 4], color: 'grey' },
        encoding: { y: { field: 'target', type: 'quantitative' } },
      },
    ],
  };
}
