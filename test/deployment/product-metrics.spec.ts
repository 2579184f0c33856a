import { propertiesOf, serviceOf } from '../../infra/test/service-variants.js';
import { synthesise } from '../../infra/test/synthesise.js';
import { TOLD } from '../../src/telemetry/embedded-metrics.js';
import { type FoundMetric, metricsIn } from '../support/embedded-metrics.js';
import { freePort } from '../support/http-server.js';
import { startTask } from './task.js';

const NAMESPACE = 'cognito-secure-login-prod';
const { service: template, ...others } = synthesise('prod');

interface ReadMetric {
  readonly name: string;
  /** A label whose value is any. */
  readonly labels: Record<string, string | undefined>;
}

/** What is counted from lines of the log, the product's and the API's, and not told by the product. */
const filtered = new Set<string>(
  [template, ...Object.values(others)]
    .flatMap((stack) => Object.values(stack.findResources('AWS::Logs::MetricFilter')))
    .flatMap(({ Properties }) =>
      Properties.MetricTransformations.map(({ MetricName }: { MetricName: string }) => MetricName),
    ),
);

/** What the graphs of the dashboard ask of the product's own namespace. */
function onTheDashboard(): ReadMetric[] {
  const { properties } = propertiesOf(template, 'AWS::CloudWatch::Dashboard');
  const text = JSON.stringify(properties.DashboardBody).replaceAll(/\\+"/gu, '"');
  const named = [...text.matchAll(new RegExp(`\\["${NAMESPACE}",([^\\]{]+)`, 'gu'))].map(
    ([, rest = '']) => rest.split(',').flatMap((part) => /"([^"]*)"/u.exec(part)?.[1] ?? []),
  );
  const searched = [...text.matchAll(/SEARCH\('\{"([^"]+)",(\w+)\} MetricName="(\w+)"'/gu)].filter(
    ([, namespace]) => namespace === NAMESPACE,
  );
  return [
    ...named.map(([name = '', label, value]) => ({
      name,
      labels: label === undefined ? {} : { [label]: value },
    })),
    ...searched.map(([, , label = '', name = '']) => ({ name, labels: { [label]: undefined } })),
  ].filter(({ name }) => !filtered.has(name));
}

/** What alarms look at there. */
const alarmed = (): ReadMetric[] =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties)
    .filter(({ Namespace, MetricName }) => Namespace === NAMESPACE && !filtered.has(MetricName))
    .map(({ MetricName, Dimensions = [] }) => ({
      name: MetricName,
      labels: Object.fromEntries(
        Dimensions.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value]),
      ),
    }));

const isTold = ({ name, labels }: ReadMetric) =>
  TOLD.some(([told, , ...own]) => told === name && String(own) === String(Object.keys(labels)));

describe('what the dashboard and the alarms read of the product', () => {
  it('is what it tells CloudWatch, by the same names and labels', () => {
    const read = [...onTheDashboard(), ...alarmed()];
    expect(alarmed()).toHaveLength(2);
    expect(read.filter((metric) => !isTold(metric))).toEqual([]);
  });

  it('is all that it tells: what nobody looks at would be paid for in vain', () => {
    expect(new Set(onTheDashboard().map(({ name }) => name))).toEqual(
      new Set(TOLD.map(([name]) => name)),
    );
  });

  it('is nothing in a stage whose tasks tell nothing', () => {
    const { service } = synthesise('prod', { cloudWatchMetrics: 'false' });
    const text = JSON.stringify(service.toJSON());
    for (const [name] of TOLD) expect(text).not.toContain(name);
    expect(text).not.toContain('CLOUDWATCH_NAMESPACE');
    expect(JSON.stringify(serviceOf('dev').toJSON())).not.toContain('CLOUDWATCH_NAMESPACE');
  });
});

describe('the built product, told what a task of prod is told', () => {
  let found: FoundMetric[] = [];
  let reached: PromiseSettledResult<Response>[] = [];

  beforeAll(async () => {
    const metricsPort = await freePort();
    const { product, origin } = await startTask({ METRICS_PORT: String(metricsPort) });
    await product.answers(`http://127.0.0.1:${metricsPort}/metrics`);
    await fetch(`${origin}/health/ready`);
    await fetch(`${origin}/api/hello`);
    reached = await Promise.allSettled([
      fetch(`http://127.0.0.1:${metricsPort}/metrics`),
      // Another address of this machine, as the task's own is.
      fetch(`http://127.0.0.2:${metricsPort}/metrics`),
      fetch(`http://127.0.0.2:${new URL(origin).port}/health/live`),
    ]);
    await product.stop();
    found = metricsIn(product.lines.map((line) => JSON.parse(line)));
  });

  it('tells CloudWatch what the alarms look at, in lines that it takes', () => {
    const told = found.map(({ namespace, name, labels }) => ({ namespace, name, labels }));
    for (const metric of alarmed())
      expect(told).toContainEqual({ namespace: NAMESPACE, ...metric });
  });

  it('shows /metrics to nobody outside of the task', () => {
    expect(reached.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

function containerOf(values: Record<string, string>) {
  const { service } = synthesise('prod', values);
  const { properties } = propertiesOf(service, 'AWS::ECS::TaskDefinition');
  const [container] = properties.ContainerDefinitions;
  return container;
}

describe('traces', () => {
  const tracesUrl = 'https://collector.example.org/otlp';
  const tracesHeadersArn =
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:collector-AbCdEf';

  it('go to the collector that there is, with what it wants to know from Secrets Manager', () => {
    const { Environment, Secrets } = containerOf({ tracesUrl, tracesHeadersArn });
    expect(Environment).toContainEqual({ Name: 'OTEL_EXPORTER_OTLP_ENDPOINT', Value: tracesUrl });
    expect(Secrets).toContainEqual({
      Name: 'OTEL_EXPORTER_OTLP_HEADERS',
      ValueFrom: tracesHeadersArn,
    });
  });

  it('go nowhere unless told', () => {
    expect(JSON.stringify(containerOf({}))).not.toContain('OTLP');
  });
});
