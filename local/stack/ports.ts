import { listen, PortInUse } from '../listen.js';
import { Obstacle } from '../obstacle.js';
import type { Environment } from './environment.js';

/** Tells of a port in use before anything was started. @throws {Obstacle} */
export async function checkPorts(environment: Environment): Promise<void> {
  const wanted: [variable: string, port: number][] = [
    ['PORT', environment.bffPort],
    ['LOCAL_COGNITO_PORT', environment.cognitoPort],
    ['LOCAL_GATEWAY_PORT', environment.gatewayPort],
    ['LOCAL_FILES_PORT', environment.filesPort],
  ];
  for (const [variable, port] of wanted) {
    try {
      // On every interface, so that a program that has the port on any of them is noticed.
      const probe = await listen(() => undefined, { port, host: undefined });
      await probe.close();
    } catch (error) {
      if (!(error instanceof PortInUse)) throw error;
      throw new Obstacle(
        `Port ${port} is in use: stop what runs there, or choose another port with ${variable}.`,
      );
    }
  }
}
