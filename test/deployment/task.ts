import { propertiesOf, serviceOf } from '../../infra/test/service-variants.js';
import { BuiltProduct } from '../support/built-product.js';
import { freePort } from '../support/http-server.js';

type Variant = Parameters<typeof serviceOf>[0];

/** What CloudFormation will put there, by how the templates refer to it: hosts that no DNS knows. */
const DEPLOYED: [reference: RegExp, value: string][] = [
  [/ProviderURL/u, 'https://cognito-idp.invalid/eu-central-1_Pool'],
  [/ApiEndpoint/u, 'https://api.invalid'],
  [/Endpoint\.Address/u, 'sessions.invalid'],
  [/Endpoint\.Port/u, '6379'],
  [/LoginDomain/u, 'login.example.com'],
  [/IdentityPool/u, 'eu-central-1:01234567-89ab-cdef-0123-456789abcdef'],
  [/UploadsBucket/u, 'uploads-of-people'],
  [/Client/u, 'client-id'],
];

interface Variable {
  readonly Name: string;
  readonly Value: unknown;
}

/** As they are generated: letters and digits. */
const SECRET = 'a0Zy9Bx8Cw7Dv6Eu'.repeat(4);

/** What the image itself sets. */
export const IMAGE = { NODE_ENV: 'production' };

/** The environment that the container of a stage gets, as it will be once deployed. */
export function taskEnvironment(variant: Variant): Record<string, string> {
  const { properties } = propertiesOf(serviceOf(variant), 'AWS::ECS::TaskDefinition');
  const [container] = properties.ContainerDefinitions;
  const variables: Variable[] = container.Environment;
  const secrets: Pick<Variable, 'Name'>[] = container.Secrets;
  return Object.fromEntries([
    ...variables.map(({ Name, Value }) => [Name, deployed(Value)]),
    ...secrets.map(({ Name }) => [Name, SECRET]),
  ]);
}

/** The built product, told what a task of prod is told, but for its ports: where it listens is free. */
export async function startTask(
  ports: Record<string, string> = {},
): Promise<{ product: BuiltProduct; origin: string }> {
  const port = await freePort();
  const product = new BuiltProduct({
    ...IMAGE,
    ...taskEnvironment('prod'),
    PORT: String(port),
    ...ports,
  });
  const origin = `http://localhost:${port}`;
  await product.answers(`${origin}/health/live`);
  return { product, origin };
}

function deployed(value: unknown): string {
  if (typeof value === 'string') return value;
  const reference = JSON.stringify(value);
  const join = /^\{"Fn::Join":\["",(?<parts>\[.*\])\]\}$/u.exec(reference)?.groups?.['parts'];
  if (join !== undefined) {
    const parts: unknown[] = JSON.parse(join);
    return parts.map(deployed).join('');
  }
  const known = DEPLOYED.find(([pattern]) => pattern.test(reference));
  if (!known) throw new Error(`Nobody said what becomes of ${reference}`);
  return known[1];
}
