import { type LocalFiles, startLocalFiles } from '../../local/files/server.js';
import { freePort } from './http-server.js';
import { World } from './world.js';

export interface FilesWorld {
  readonly world: World;
  files: LocalFiles;
  stop(): Promise<void>;
}

/** The product of `World`, and the local identity pool and bucket for its people. */
export async function startFilesWorld(
  environment: Record<string, string> = {},
): Promise<FilesWorld> {
  const port = await freePort();
  let starting: Promise<LocalFiles> | undefined;
  const url = `http://localhost:${port}`;
  const world = await World.start((provider) => {
    starting = startLocalFiles({
      port,
      issuer: provider.issuer,
      clientId: provider.clientId,
      pageOrigin: url, // no script of a page is in these tests
    });
    return { ...filesEnvironment(url), ...environment };
  });
  const files = await starting;
  if (!files) throw new Error('The provider was started');
  const place: FilesWorld = {
    world,
    files,
    stop: async () => {
      await world.stop();
      await place.files.close();
    },
  };
  return place;
}

export const filesEnvironment = (url: string) => ({
  IDENTITY_POOL_ID: 'eu-central-1:00000000-0000-4000-8000-000000000000',
  UPLOADS_BUCKET: 'local-uploads',
  COGNITO_IDENTITY_ENDPOINT: url,
  S3_ENDPOINT: url,
});
