import { defineConfig } from 'vite';

const BFF = 'http://localhost:3000';

/** What the BFF answers; the rest is the front end's. A further API's prefix goes here too. */
const ITS_PATHS = ['/account', '/admin', '/api', '/assets', '/auth', '/health', '/hello'];

export default defineConfig({
  server: {
    // `localhost` is what the session cookie belongs to, and the port what PUBLIC_URL says.
    host: 'localhost',
    port: 5173,
    strictPort: true,
    // Without `ws`: the WebSocket that reloads the page ends here.
    proxy: Object.fromEntries(ITS_PATHS.map((path) => [`^${path}(?:[/?]|$)`, BFF])),
  },
  build: {
    // A small picture stays a file: the policy of the page lets it load no `data:`.
    assetsInlineLimit: 0,
  },
});
