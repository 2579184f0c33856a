import { ConfigurationError } from './stage-config.js';

/**
 * npm keeps for itself what stands before `--`: with `npm run infra:destroy -c stage=prod` the CDK hears of no
 * stage, and would destroy dev. npm leaves what it took for a command of its own (`--call`) in the environment.
 *
 * @throws {ConfigurationError}
 */
export function refuseLostArguments(environment: NodeJS.ProcessEnv): void {
  const { npm_config_call: kept = '', npm_lifecycle_event: script = '…' } = environment;
  if (kept === '') return;
  throw new ConfigurationError('What was said', [
    `-c ${kept}: npm kept that for itself. Put -- before it: npm run ${script} -- -c ${kept}`,
  ]);
}
