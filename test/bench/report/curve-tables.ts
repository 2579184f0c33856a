import type { Point } from '../parts/curve.js';
import { FLOOR, PRODUCT, rateFigures } from './figures.js';
import type { Results } from './results.js';
import { megabytes, shown, table } from './table.js';

export function connectionsTable({ connectionsCurve: points, contestants }: Results): string {
  if (!points?.[0]) return '';
  const drawn = drawnOf(points[0], contestants);
  const head = ['connections', ...drawn.map(({ title }) => title), ...SHARE];
  const rows = points.map((point) => [
    shown(point.at),
    ...ratesOf(point, drawn),
    ...sharesOf(point),
  ]);
  return `### Requests per second over so many connections\n\n${table(head, rows)}`;
}

export function sessionsTable({ sessionsCurve: points, contestants }: Results): string {
  if (!points?.[0]) return '';
  const drawn = drawnOf(points[0], contestants);
  const titles = drawn.map(({ title }) => title);
  const head = ['sessions', ...titles, ...SHARE, 'bytes read/request', 'resident'];
  const rows = points.map((point) => [
    shown(point.at),
    ...ratesOf(point, drawn),
    ...sharesOf(point),
    shown(point.readBytes),
    megabytes(point.residentKb),
  ]);
  return `### Requests per second with so many sessions\n\n${table(head, rows)}`;
}

type Named = Results['contestants'];

const drawnOf = ({ rates }: Point, contestants: Named): Named =>
  contestants.filter(({ name }) => rates[name]);

const ratesOf = ({ rates }: Point, drawn: Named) =>
  drawn.map(({ name }) => shown(rateFigures(rates, name).perSecond));

const SHARE = ['of the floor’s', 'CPU µs/request'];
const sharesOf = ({ rates }: Point) => [
  shown(rateFigures(rates, FLOOR).productIsFaster, 2),
  shown(rateFigures(rates, PRODUCT).cpu, 1),
];
