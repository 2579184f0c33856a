import { Metrics } from './metrics.js';

describe('one metric', () => {
  it('has an end to its series, whatever a provider makes up, and still counts all', async () => {
    const metrics = new Metrics();
    for (let number = 0; number < 2_000; number += 1) {
      metrics.event('token.refresh_unavailable', `made-up-${number}`);
    }
    const { resourceMetrics } = await metrics.exporter.collect();
    const events = resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === 'bff_audit_events');
    const points = events?.dataPoints ?? [];
    expect(points.length).toBeLessThanOrEqual(500);
    const total = points.reduce((sum, { value }) => sum + Number(value), 0);
    expect(total).toBe(2_000);
    await metrics.onApplicationShutdown();
  });
});
