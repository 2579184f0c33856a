import { z } from 'zod';

const name = z.string().min(1).max(1024);

/** The frame of CloudWatch's embedded metric format, in AWS's own limits. */
const frame = z.object({
  _aws: z.strictObject({
    Timestamp: z.int().positive(),
    CloudWatchMetrics: z.tuple([
      z.strictObject({
        Namespace: name,
        Dimensions: z.tuple([z.array(name.max(250)).max(30)]),
        Metrics: z
          .array(z.strictObject({ Name: name, Unit: z.enum(['Bytes', 'Count', 'Seconds']) }))
          .min(1)
          .max(100),
      }),
    ]),
  }),
});
const metric = z.union([z.number(), z.array(z.number()).min(1).max(100)]);
const dimension = z.string().min(1).max(1024);
/** Docker cuts longer lines of a log in two. */
const MAX_LINE = 16_384;

/** A metric as CloudWatch finds it in a log. */
export interface FoundMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly labels: Record<string, string>;
  readonly value: number | number[];
}

/**
 * What CloudWatch makes of the lines of a log; those without metrics it leaves alone.
 *
 * @throws where it would refuse one: AWS, "Specification: Embedded metric format"
 */
export function metricsIn(lines: readonly Record<string, unknown>[]): FoundMetric[] {
  return lines
    .filter((line) => '_aws' in line)
    .flatMap((line) => {
      const written = JSON.stringify(line);
      if (written.length > MAX_LINE) throw new RangeError('The line would be cut');
      const {
        _aws: {
          CloudWatchMetrics: [{ Namespace, Dimensions, Metrics }],
        },
      } = frame.parse(line);
      const labels = Object.fromEntries(
        Dimensions[0].map((key) => [key, dimension.parse(line[key])]),
      );
      return Metrics.map(({ Name, Unit }) => ({
        namespace: Namespace,
        name: Name,
        unit: Unit,
        labels,
        value: metric.parse(line[Name]),
      }));
    });
}
